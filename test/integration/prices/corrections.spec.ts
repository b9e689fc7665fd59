import { CorrectionsService } from '../../../src/prices/corrections/corrections.service';
import { PriceApplication, priceApplication } from './price-application';

const somebody = { name: 'administrator' };
const correction = { symbol: 'AAPL', date: '2024-06-18', close: '105', high: '106', reason: 'The vendor was wrong' };

let application: PriceApplication;
let corrections: CorrectionsService;

beforeEach(async () => {
  application = await priceApplication();
  corrections = application.get(CorrectionsService);
  await application.store('AAPL 2024-06-17 100\nAAPL 2024-06-18 101 100 102 99 7');
});
afterEach(() => application.close());

it('sets one price as manual and protected, with its reason, and keeps the old one', async () => {
  const { runId, changed } = await corrections.set(correction, somebody);
  expect(changed).toBe(true);
  expect(
    await application.rows(`select close, open, high, volume, source, protected from prices where date = '2024-06-18'`),
  ).toEqual([{ close: '105', open: null, high: '106', volume: null, source: 'manual', protected: true }]);
  expect(await application.rows('select close, open, source, superseded_by::int from price_revisions')).toEqual([
    { close: '101', open: '100', source: 'import', superseded_by: runId },
  ]);
  expect(await application.rows(`select kind, reason, data_version::int from runs where id = ${runId}`)).toEqual([
    { kind: 'correction', reason: 'The vendor was wrong', data_version: 2 },
  ]);
  const change = application.listener.changes.at(-1);
  expect(change?.runId).toBe(runId);
  expect([...(change?.earliestDayByAsset.values() ?? [])]).toEqual(['2024-06-18']);
});

it('changes nothing when it is set again', async () => {
  await corrections.set(correction, somebody);
  expect(await corrections.set({ ...correction, close: '105.0' }, somebody)).toMatchObject({ changed: false });
  expect(await application.rows('select count(*)::int from price_revisions')).toEqual([{ count: 1 }]);
  expect(await application.rows('select version::int from data_version')).toEqual([{ version: 2 }]);
});

it.each([{ open: '104' }, { high: '107' }, { low: '98' }, { volume: '8' }])(
  'stores a change of one field alone: %j',
  async (change) => {
    await corrections.set(correction, somebody);
    expect(await corrections.set({ ...correction, ...change }, somebody)).toMatchObject({ changed: true });
    const [field = '', value] = Object.entries(change)[0] ?? [];
    expect(await application.rows(`select ${field} from prices where date = '2024-06-18'`)).toEqual([
      { [field]: value },
    ]);
  },
);

it('sets the price of a day that has none', async () => {
  await corrections.set({ ...correction, date: '2024-06-19' }, somebody);
  expect(await application.stored()).toContain('AAPL 2024-06-19 105');
});

it('stands against imports until its protection is released', async () => {
  await corrections.set(correction, somebody);
  expect((await application.store('AAPL 2024-06-18 101')).counts).toMatchObject({ protected: 1, changed: 0 });
  await corrections.releaseProtection('AAPL', '2024-06-18', somebody);
  expect((await application.store('AAPL 2024-06-18 101')).counts).toMatchObject({ protected: 0, changed: 1 });
  expect(await application.stored()).toContain('AAPL 2024-06-18 101');
});

it.each([
  ['a day to come', { date: '2024-06-29' }],
  ['a session that is still open', { date: '2024-06-28' }],
  ['a high below the close', { high: '104' }],
])('refuses %s', async (_what, change) => {
  await expect(corrections.set({ ...correction, ...change }, somebody)).rejects.toMatchObject({
    code: 'validation-failed',
  });
});

it('refuses what is not there', async () => {
  await expect(corrections.set({ ...correction, symbol: 'NOPE' }, somebody)).rejects.toMatchObject({
    code: 'not-found',
  });
  const release = corrections.releaseProtection('AAPL', '2024-06-20', somebody);
  await expect(release).rejects.toMatchObject({ code: 'not-found' });
  expect(await application.rows(`select * from runs where kind like 'correction%'`)).toEqual([]);
});
