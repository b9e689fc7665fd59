import {
  FakeVendor,
  Reply,
  good,
  json,
  raw,
  send,
  series,
  startFakeVendor,
  vendorError,
  weekdaysAsked,
} from '../../support/fake-vendor';
import { API_KEY, QUICK, TwelveDataUnderTest, twelveDataAt } from '../../support/twelvedata';

const WEEK = { from: '2024-03-04', to: '2024-03-08' };
const OUT_OF_CREDITS =
  'You have run out of API credits for the current minute. 9 API credits were used, with the current limit being 8.';

/** A vendor that cuts a long range off behind. */
const oldestFirst: Reply = ({ query, symbols, response }) => {
  const days = weekdaysAsked(query).slice(0, Number(query.get('outputsize')));
  send(response, 200, series(symbols[0] ?? '', days));
};

describe('twelvedata', () => {
  let vendor: FakeVendor;
  let subject: TwelveDataUnderTest;

  beforeEach(async () => {
    vendor = await startFakeVendor();
    subject = twelveDataAt(vendor.url);
  });
  afterEach(async () => {
    await subject.close();
    await vendor.close();
  });

  const queries = (): URLSearchParams[] => vendor.requests.map(({ url }) => new URL(url, vendor.url).searchParams);

  it('asks as documented, with the key in the header and never in the URL', async () => {
    await subject.provider.fetchDailyBars({ symbols: ['AAPL', 'MSFT'], ...WEEK });
    expect(vendor.requests).toHaveLength(1);
    expect(vendor.requests[0]?.authorization).toBe(`apikey ${API_KEY}`);
    expect(vendor.requests[0]?.url).not.toContain(API_KEY);
    expect(Object.fromEntries(queries()[0] ?? [])).toEqual({
      symbol: 'AAPL,MSFT',
      interval: '1day',
      start_date: '2024-03-04',
      end_date: '2024-03-09',
      order: 'ASC',
      outputsize: '5000',
      adjust: 'splits',
      timezone: 'America/New_York',
      dp: '4',
    });
  });

  it('reads the answer for one symbol, which has another shape than that for several', async () => {
    const [outcome] = await subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...WEEK });
    expect(outcome).toMatchObject({ kind: 'bars', symbol: 'AAPL', provider: 'twelvedata', currency: 'USD' });
    if (outcome?.kind !== 'bars') throw new Error('no bars');
    expect(outcome.bars.map((bar) => bar.date)).toEqual([
      '2024-03-04',
      '2024-03-05',
      '2024-03-06',
      '2024-03-07',
      '2024-03-08',
    ]);
    expect(outcome.bars[0]).toEqual({
      date: '2024-03-04',
      open: '100.0000',
      high: '102.5000',
      low: '99.1000',
      close: '101.2500',
      volume: '1000',
    });
  });

  it('leaves out the day after the last, whether or not the vendor counts it in', async () => {
    const [outcome] = await subject.provider.fetchDailyBars({
      symbols: ['AAPL'],
      from: '2024-03-04',
      to: '2024-03-06',
    });
    expect(outcome?.kind === 'bars' && outcome.bars.at(-1)?.date).toBe('2024-03-06');
  });

  it('sorts bars that come newest first', async () => {
    vendor.script(good({ AAPL: (days) => series('AAPL', [...days].reverse()) }));
    const [outcome] = await subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...WEEK });
    expect(outcome?.kind === 'bars' && outcome.bars[0]?.date).toBe('2024-03-04');
  });

  it('keeps an error that concerns one symbol of a batch with that symbol', async () => {
    vendor.script(good({ NOPE: () => vendorError(404, '**symbol** or **figi** parameter is missing or invalid.') }));
    const outcomes = await subject.provider.fetchDailyBars({ symbols: ['AAPL', 'NOPE', 'MSFT'], ...WEEK });
    expect(outcomes.map(({ symbol, kind }) => [symbol, kind])).toEqual([
      ['AAPL', 'bars'],
      ['NOPE', 'failure'],
      ['MSFT', 'bars'],
    ]);
    expect(outcomes[1]).toMatchObject({ category: 'not_found' });
  });

  it('takes days without trading for no bars, though the vendor calls them an error', async () => {
    vendor.script(
      json(
        200,
        vendorError(400, 'No data is available on the specified dates. Try setting different start/end dates.'),
      ),
    );
    const [outcome] = await subject.provider.fetchDailyBars({
      symbols: ['AAPL'],
      from: '2024-03-09',
      to: '2024-03-10',
    });
    expect(outcome).toMatchObject({ kind: 'bars', bars: [] });
  });

  it('asks further back when a page is full', async () => {
    // The day after the last is a Friday, so that the surplus bar takes a place on the first page.
    const range = { from: '2000-01-03', to: '2024-03-07' };
    const [outcome] = await subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...range });
    if (outcome?.kind !== 'bars') throw new Error('no bars');
    expect(queries()).toHaveLength(2);
    expect(outcome.bars[0]?.date).toBe('2000-01-03');
    expect(outcome.bars.at(-1)?.date).toBe('2024-03-07');
    expect(outcome.bars).toHaveLength(6_309);
    expect(new Set(outcome.bars.map((bar) => bar.date)).size).toBe(6_309);
  });

  it('asks for the rest too when a full page has the oldest days', async () => {
    vendor.script(oldestFirst);
    const range = { from: '2000-01-03', to: '2024-03-07' };
    const [outcome] = await subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...range });
    if (outcome?.kind !== 'bars') throw new Error('no bars');
    expect(queries().map((query) => query.get('start_date'))).toEqual(['2000-01-03', '2019-03-02']);
    expect([outcome.bars[0]?.date, outcome.bars.at(-1)?.date]).toEqual(['2000-01-03', '2024-03-07']);
    expect(outcome.bars).toHaveLength(6_309);
  });

  it('asks for exchange rates by themselves, with six decimals, and for ^GSPC by the vendor’s name', async () => {
    vendor.script(
      good({
        'EUR/USD': (days) =>
          series('EUR/USD', days, ({ meta }) => (meta.currency_quote = 'US Dollar') && delete meta.currency),
      }),
    );
    const outcomes = await subject.provider.fetchDailyBars({ symbols: ['EUR/USD', '^GSPC'], ...WEEK });
    expect(queries().map((query) => [query.get('symbol'), query.get('dp')])).toEqual([
      ['SPX', '4'],
      ['EUR/USD', '6'],
    ]);
    expect(outcomes.map(({ symbol, kind }) => [symbol, kind])).toEqual([
      ['EUR/USD', 'bars'],
      ['^GSPC', 'bars'],
    ]);
  });

  it('spends no more credits in a minute than it has, and reports its progress', async () => {
    const symbols = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];
    const progress: number[] = [];
    await subject.provider.fetchDailyBars({ symbols, ...WEEK, onProgress: (done) => progress.push(done) });
    expect(queries().map((query) => query.get('symbol'))).toEqual(['A,B,C,D,E,F,G,H', 'I,J']);
    expect(subject.clock.waits).toEqual([50_000]);
    expect(progress).toEqual([8, 10]);
  });

  it('spends credits for a repeated call too', async () => {
    vendor.script(raw(503, ''), good());
    const symbols = ['A', 'B', 'C', 'D', 'E'];
    const outcomes = await subject.provider.fetchDailyBars({ symbols, ...WEEK });
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(5).fill('bars'));
    expect(vendor.requests).toHaveLength(2);
    expect(subject.clock.waits).toEqual([50_000]);
  });

  it('waits for no credits while the breaker is open', async () => {
    await subject.close();
    subject = twelveDataAt(vendor.url, { breaker: { ...QUICK.breaker, minimumTries: 2, openFor: 60_000 } });
    vendor.script(raw(503, ''));
    const symbols = Array.from({ length: 24 }, (_, number) => `S${number}`);
    const outcomes = await subject.provider.fetchDailyBars({ symbols, ...WEEK });
    const categories = outcomes.map((outcome) => outcome.kind === 'failure' && outcome.category);
    expect(categories).toEqual([...Array<string>(8).fill('unavailable'), ...Array<string>(16).fill('circuit_open')]);
    expect(vendor.requests).toHaveLength(2);
    expect(subject.clock.waits).toEqual([50_000]);
  });

  it.each([[null], [[]], [{}], [{ TSLA: {} }]])('takes %j for a failure of the vendor', async (body) => {
    vendor.script(json(200, body), good());
    const outcomes = await subject.provider.fetchDailyBars({ symbols: ['AAPL', 'MSFT'], ...WEEK });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['bars', 'bars']);
  });

  it('believes the vendor when others have spent from the same key', async () => {
    vendor.script(({ response, symbols, query, request }) => {
      response.setHeader('api-credits-left', '0');
      good()({ response, symbols, query, request });
    });
    await subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...WEEK });
    await subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...WEEK });
    expect(subject.clock.waits).toEqual([50_000]);
  });

  it('asks again, in the next minute, for the symbols of a batch that met an empty budget', async () => {
    vendor.script(good({ MSFT: () => vendorError(429, OUT_OF_CREDITS) }), good());
    const outcomes = await subject.provider.fetchDailyBars({ symbols: ['AAPL', 'MSFT'], ...WEEK });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['bars', 'bars']);
    expect(queries().map((query) => query.get('symbol'))).toEqual(['AAPL,MSFT', 'MSFT']);
    expect(subject.clock.waits).toEqual([50_000]);
  });

  it('waits as long as a 429 says before it asks again', async () => {
    vendor.script(json(429, vendorError(429, OUT_OF_CREDITS), { 'retry-after': '7' }), good());
    const outcomes = await subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...WEEK });
    expect(outcomes[0]?.kind).toBe('bars');
    expect(subject.clock.waits).toEqual([7_000]);
  });

  it('gives up at once when the credits of the day are gone, and says when there are new ones', async () => {
    vendor.script(
      json(200, vendorError(429, 'You have run out of API credits for the day. 801 API credits were used.')),
    );
    const [outcome] = await subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...WEEK });
    expect(outcome).toMatchObject({ category: 'rate_limited', retryAfterSeconds: 9 * 3600 - 10 });
    expect(vendor.requests).toHaveLength(1);
  });

  it('ends when the caller gives up', async () => {
    vendor.script(() => undefined);
    const controller = new AbortController();
    const call = subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...WEEK, signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ category: 'aborted' });
  });
});
