import fc from 'fast-check';
import { startTestApp, TestApp } from '../../support/app';
import { CsvMarket } from '../../support/csv-market';
import { EventfulMarket, round, SYMBOLS } from './eventful-market';
import { RefreshClient } from './refresh-client';
import { instantIn, ServedEra, ServedHistory, ServedRow } from './served-history';

const SEED = 20_240_102;
const TRIPLES = 1_000;
const AT_ONCE = 8;
const PRICES = `/prices?symbols=${SYMBOLS.join(',')}`;
const INDEX_SERIES = ['golden', 'chain'].flatMap((slug) => [
  `/index-values?index=${slug}`,
  `/indices/${slug}/allocations?order=asc`,
  `/indices/${slug}/risk-metrics?order=asc`,
]);

const position = fc.nat(1_000_000);
/** A random era, and how far into it. */
const moment = fc.record({ era: position, share: fc.nat(1_000_000).map((millionths) => millionths / 1_000_000) });

describe('knownAt', () => {
  let market: CsvMarket;
  let service: TestApp;
  let prices: EventfulMarket;
  let history: ServedHistory;

  const eraOf = (at: number): ServedEra => {
    const era = history.eras[at % history.eras.length];
    if (era === undefined) throw new Error('nothing was recorded');
    return era;
  };
  const rowOf = ({ rows }: ServedEra, symbol: string, day: string | undefined): ServedRow[] =>
    (rows.get(PRICES) ?? []).filter((row) => row.symbol === symbol && row.date === day);

  /** Asks some at once. */
  async function askEach<Question>(questions: readonly Question[], ask: (question: Question) => Promise<void>) {
    const waiting = questions.values();
    const asker = async (): Promise<void> => {
      for (const question of waiting) await ask(question);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, asker));
  }

  beforeAll(async () => {
    market = await CsvMarket.open();
    service = await startTestApp(market.environment);
    const client = new RefreshClient(service.url);
    prices = new EventfulMarket(market, client);
    history = new ServedHistory(client, service.database.url, [PRICES, ...INDEX_SERIES]);
    await prices.open();
    await history.record();
    for (const { deeds, ...news } of fc.sample(round, { numRuns: 30, seed: SEED })) {
      await prices.refresh(news);
      await history.record();
      for (const deed of deeds) {
        await prices.perform(deed);
        await history.record();
      }
    }
  }, 300_000);

  afterAll(async () => {
    await service.close();
    await market.close();
  });

  it('looks back on 30 refreshes among corrections, releases and reverts', () => {
    const { refreshed, refused, ...deeds } = prices.done;
    expect(refreshed).toBe(30);
    expect(refused).toBeGreaterThan(0);
    for (const count of Object.values(deeds)) expect(count).toBeGreaterThanOrEqual(8);
  });

  it('gives for 1,000 random triples of asset, day and instant exactly what was served then', async () => {
    const triple = fc.record({ symbol: fc.constantFrom(...SYMBOLS), position, moment });
    const today = eraOf(history.eras.length - 1);
    const wrong: object[] = [];
    const found = { asked: 0, none: 0, otherThanToday: 0 };
    await askEach(fc.sample(triple, { numRuns: TRIPLES, seed: SEED }), async ({ symbol, position: at, moment }) => {
      const day = prices.days[at % prices.days.length] ?? '';
      const era = eraOf(moment.era);
      const instant = instantIn(era, moment.share);
      const served = rowOf(era, symbol, day);
      const answer = await history.read(`/prices?symbols=${symbol}&from=${day}&to=${day}`, instant);
      if (JSON.stringify(answer) !== JSON.stringify(served)) wrong.push({ symbol, day, instant, answer, served });
      found.asked += 1;
      if (served.length === 0) found.none += 1;
      if (served[0]?.close !== rowOf(today, symbol, day)[0]?.close) found.otherThanToday += 1;
    });
    expect(wrong).toEqual([]);
    expect(found.asked).toBe(TRIPLES);
    expect(found.none).toBeGreaterThan(20);
    expect(found.otherThanToday).toBeGreaterThan(200);
  }, 120_000);

  it('gives index values, allocations and risk metrics as they were served then', async () => {
    const question = fc.record({ path: fc.constantFrom(...INDEX_SERIES), moment });
    const today = eraOf(history.eras.length - 1);
    let otherThanToday = 0;
    await askEach(fc.sample(question, { numRuns: 120, seed: SEED }), async ({ path, moment }) => {
      const era = eraOf(moment.era);
      const instant = instantIn(era, moment.share);
      const served = era.rows.get(path);
      expect({ path, instant, rows: await history.read(path, instant) }).toEqual({ path, instant, rows: served });
      if (JSON.stringify(served) !== JSON.stringify(today.rows.get(path))) otherThanToday += 1;
    });
    expect(otherThanToday).toBeGreaterThan(60);
  }, 120_000);
});
