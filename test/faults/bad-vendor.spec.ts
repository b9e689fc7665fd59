import { createServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import {
  FakeVendor,
  Reply,
  good,
  json,
  raw,
  send,
  series,
  spoilt,
  startFakeVendor,
  vendorError,
} from '../support/fake-vendor';
import { API_KEY, TwelveDataUnderTest, twelveDataAt } from '../support/twelvedata';
import { FailureCategory, FetchOutcome, ProviderError } from '../../src/market-data';

const WEEK = { from: '2024-03-04', to: '2024-03-08' };
/** Where time has to be over. */
const HURRIED = { tryTimeout: 800, totalTimeout: 3_000 };
/** Their total timeout, and room for a busy machine. */
const BOUND = 10_000;

const withFirst =
  (change: Record<string, unknown>): Reply =>
  (exchange) =>
    spoilt(({ values }) => Object.assign(values[0] ?? {}, change))(exchange);

const part: Reply = ({ response }) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"meta":{"symbol":"AAPL"');
};

/** [what the vendor does, how it does it, how that ends] */
const FAULTS: [string, Reply, FailureCategory][] = [
  ['never answers', () => undefined, 'timeout'],
  ['sends headers and then nothing', part, 'timeout'],
  [
    'drips a byte now and then',
    ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    },
    'timeout',
  ],
  ['resets the connection', ({ request }) => request.socket.resetAndDestroy(), 'unavailable'],
  [
    'breaks off in the middle of the body',
    (exchange) => {
      part(exchange);
      setImmediate(() => exchange.response.destroy());
    },
    'unavailable',
  ],
  ['sends JSON that is cut off', raw(200, '{"meta":{"symbol":', { 'content-type': 'application/json' }), 'malformed'],
  ['sends nothing as JSON', raw(200, '', { 'content-type': 'application/json' }), 'malformed'],
  ['sends HTML', raw(200, '<html>Welcome</html>'), 'malformed'],
  ['sends HTML and calls it JSON', raw(200, '<html>', { 'content-type': 'application/json' }), 'malformed'],
  [
    'sends good JSON and calls it text',
    ({ response }) => response.writeHead(200, { 'content-type': 'text/plain' }).end(JSON.stringify(series('AAPL', []))),
    'malformed',
  ],
  ['sends null', json(200, null), 'malformed'],
  ['sends a list', json(200, []), 'malformed'],
  ['sends an empty object', json(200, {}), 'malformed'],
  [
    'sends more than 10 MB',
    ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 20, ' ')));
        response.once('drain', more);
      };
      more();
    },
    'malformed',
  ],
  ['redirects', raw(302, '', { location: 'http://127.0.0.1:9/elsewhere' }), 'malformed'],
  ['answers 204', ({ response }) => response.writeHead(204).end(), 'malformed'],
  ['answers 400', json(400, vendorError(400, 'interval is missing')), 'rejected'],
  ['answers 401', json(401, vendorError(401, `apikey ${API_KEY} is incorrect`)), 'unauthorized'],
  ['answers 200 with an error 401', json(200, vendorError(401, `apikey ${API_KEY} is incorrect`)), 'unauthorized'],
  ['answers 403', json(403, vendorError(403, 'available starting with the Grow plan')), 'forbidden'],
  ['answers 404 and wants a better plan', json(404, vendorError(404, 'available starting with Pro')), 'forbidden'],
  ['answers 404', json(404, vendorError(404, 'symbol is invalid')), 'not_found'],
  ['answers 404 without JSON', raw(404, 'no such page'), 'rejected'],
  ['answers 200 with an unknown symbol', json(200, vendorError(400, '**symbol** not found: AAPL.')), 'not_found'],
  ['answers 200 with an error without a code', json(200, { status: 'error', message: 'hm' }), 'malformed'],
  ['answers 200 with an error 500', json(200, vendorError(500, `failed for apikey ${API_KEY}`)), 'unavailable'],
  ['answers 429 with Retry-After', json(429, vendorError(429, 'too many'), { 'retry-after': '3' }), 'rate_limited'],
  ['answers 429 with an endless Retry-After', raw(429, '', { 'retry-after': '86400' }), 'rate_limited'],
  ['answers 429 without Retry-After', json(429, vendorError(429, 'too many')), 'rate_limited'],
  ['answers 200 with an error 429', json(200, vendorError(429, 'out of API credits')), 'rate_limited'],
  ['answers 500', raw(500, 'oops'), 'unavailable'],
  ['answers 502 with HTML', raw(502, '<html>Bad gateway</html>'), 'unavailable'],
  ['answers 503', json(503, {}), 'unavailable'],
  ['answers 503 with an endless Retry-After', json(503, {}, { 'retry-after': '86400' }), 'timeout'],
  ['answers for another symbol', spoilt(({ meta }) => (meta.symbol = 'MSFT')), 'malformed'],
  ['answers in another currency', spoilt(({ meta }) => (meta.currency = 'GBp')), 'malformed'],
  ['says no currency', spoilt(({ meta }) => delete meta.currency), 'malformed'],
  ['answers with another interval', spoilt(({ meta }) => (meta.interval = '1week')), 'malformed'],
  ['leaves out meta', spoilt((answer) => delete (answer as { meta?: unknown }).meta), 'malformed'],
  ['leaves out values', spoilt((answer) => delete (answer as { values?: unknown }).values), 'malformed'],
  ['leaves out the status', spoilt((answer) => (answer.status = '')), 'malformed'],
  ['leaves out a close', withFirst({ close: undefined }), 'malformed'],
  ['leaves out a day', withFirst({ datetime: undefined }), 'malformed'],
  ['sends null for a close', withFirst({ close: null }), 'malformed'],
  ['sends a close as a float', withFirst({ close: 101.25 }), 'malformed'],
  ['sends NaN for a close', withFirst({ close: 'NaN' }), 'malformed'],
  ['sends infinity for a high', withFirst({ high: 'Infinity' }), 'malformed'],
  ['sends a close in powers of ten', withFirst({ close: '1e300' }), 'malformed'],
  ['sends a close with thirty digits', withFirst({ close: '9'.repeat(30) }), 'malformed'],
  ['sends a negative close', withFirst({ close: '-101.25' }), 'malformed'],
  ['sends a close of zero', withFirst({ close: '0.0000' }), 'malformed'],
  ['sends a comma in a close', withFirst({ close: '101,25' }), 'malformed'],
  ['sends a day twice', spoilt(({ values }) => values.push({ ...values[0] })), 'malformed'],
  ['sends a day of the future', withFirst({ datetime: '2024-03-11' }), 'malformed'],
  ['sends a day before the range', withFirst({ datetime: '2024-03-01' }), 'malformed'],
  ['sends a day that does not exist', withFirst({ datetime: '2024-02-30' }), 'malformed'],
  ['sends a time instead of a day', withFirst({ datetime: '2024-03-04 15:30:00' }), 'malformed'],
  ['sends something else than objects', spoilt(({ values }) => (values[0] = 'AAPL' as never)), 'malformed'],
];

async function endOf(subject: TwelveDataUnderTest): Promise<Partial<ProviderError & FetchOutcome>> {
  try {
    const [outcome] = await subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...WEEK });
    return outcome ?? {};
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

/** Everything of an error that a log could write, its causes included. */
function everythingOf(value: unknown): string {
  if (!(value instanceof Error)) return JSON.stringify(value) ?? '';
  return [value.message, value.stack, JSON.stringify(value), everythingOf(value.cause)].join('\n');
}

describe('a vendor that', () => {
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

  it.each(FAULTS)('%s', async (_fault, reply, category) => {
    vendor.script(reply);
    const hurried = twelveDataAt(vendor.url, HURRIED);
    const began = performance.now();
    const end = await endOf(category === 'timeout' ? hurried : subject);
    expect(end.category).toBe(category);
    expect(performance.now() - began).toBeLessThan(BOUND);
    expect(everythingOf(end)).not.toContain(API_KEY);
    expect(vendor.requests.length).toBeGreaterThan(0);
    await hurried.close();
  });

  it('redirects to another host gets no request sent there, and no key', async () => {
    const other = await startFakeVendor();
    for (const status of [301, 302, 303, 307, 308]) {
      vendor.script(raw(status, '', { location: `${other.url}/time_series` }));
      expect(await endOf(subject)).toMatchObject({ category: 'malformed' });
    }
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it('spoils one symbol of a batch spoils that one only', async () => {
    vendor.script(good({ MSFT: (days) => series('MSFT', days, ({ meta }) => (meta.currency = 'EUR')) }));
    const outcomes = await subject.provider.fetchDailyBars({ symbols: ['AAPL', 'MSFT', 'NVDA'], ...WEEK });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['bars', 'failure', 'bars']);
  });

  it('forgets one symbol of a batch has not delivered it', async () => {
    vendor.script(({ response, query }) =>
      send(response, 200, { AAPL: series('AAPL', [query.get('start_date') ?? '']) }),
    );
    const outcomes = await subject.provider.fetchDailyBars({ symbols: ['AAPL', 'MSFT'], ...WEEK });
    expect(outcomes).toMatchObject([{ kind: 'bars' }, { kind: 'failure', category: 'malformed' }]);
  });

  it('leaves out a day or sends an absurd price is believed here, and judged by the rules of ingest', async () => {
    vendor.script(
      spoilt(({ values }) => values.splice(1, 1) && Object.assign(values[0] ?? {}, { close: '99999999.0' })),
    );
    const outcomes = await subject.provider.fetchDailyBars({ symbols: ['AAPL'], ...WEEK });
    expect(outcomes[0]?.kind === 'bars' && outcomes[0].bars.length).toBe(4);
  });

  it('fails for a moment is called again', async () => {
    vendor.script(raw(503, '', { 'retry-after': '0' }), good());
    expect((await endOf(subject)).kind).toBe('bars');
    expect(vendor.requests).toHaveLength(2);
  });

  it('refuses is not asked again', async () => {
    vendor.script(json(200, vendorError(403, 'not in your plan')));
    await endOf(subject);
    expect(vendor.requests).toHaveLength(1);
  });

  it('is not there at all', async () => {
    const gone = twelveDataAt('http://127.0.0.1:1');
    expect(await endOf(gone)).toMatchObject({ category: 'unavailable' });
    await gone.close();
  });

  it('speaks no TLS, or has no certificate, gets no request', async () => {
    const plain = twelveDataAt(vendor.url.replace('http:', 'https:'));
    const nobody = await startFakeVendor(createServer({}), 'https');
    const uncertified = twelveDataAt(nobody.url);
    expect(await endOf(plain)).toMatchObject({ category: 'unavailable' });
    expect(await endOf(uncertified)).toMatchObject({ category: 'unavailable' });
    expect([...vendor.requests, ...nobody.requests]).toEqual([]);
    await Promise.all([plain.close(), uncertified.close(), nobody.close()]);
  });

  it('speaks something else than HTTP', async () => {
    const server = createTcpServer(
      (socket) => void socket.on('error', () => undefined).end('220 mail.example ESMTP\r\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const other = twelveDataAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    expect(await endOf(other)).toMatchObject({ category: 'unavailable' });
    await other.close();
    server.close();
  });
});
