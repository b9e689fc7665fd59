import { QuarantineService } from '../../../src/prices/quarantine/quarantine.service';
import { atOnce } from '../../support/at-once';
import { PriceApplication, priceApplication } from './price-application';

const somebody = { name: 'administrator' };
const quiet = 'AAPL 2024-06-17 100\nAAPL 2024-06-18 101\n';

let application: PriceApplication;
let quarantine: QuarantineService;

beforeEach(async () => {
  application = await priceApplication();
  quarantine = application.get(QuarantineService);
});
afterEach(() => application.close());

async function open(rule?: string): Promise<number[]> {
  const page = await quarantine.list({ state: 'open', ...(rule && { rule }) }, 100);
  return page.data.map(({ id }) => id).reverse();
}

it('stores a released row as a run of its own, calls the listener of price changes, and closes the row', async () => {
  await application.store(`${quiet}AAPL 2024-06-19 50.5`);
  const [id = 0] = await open('split');
  const runId = await quarantine.release(id, false, somebody);
  expect(await application.stored()).toEqual(['AAPL 2024-06-17 100', 'AAPL 2024-06-18 101', 'AAPL 2024-06-19 50.5']);
  expect(application.listener.changes.at(-1)).toMatchObject({ runId });
  expect(await application.rows('select kind, status, requested_by from runs order by id desc limit 1')).toEqual([
    { kind: 'quarantine-release', status: 'succeeded', requested_by: 'administrator' },
  ]);
  const { data } = await quarantine.list({ state: 'released' }, 100);
  expect(data).toEqual([expect.objectContaining({ id, decidedBy: 'administrator', releasedRunId: runId })]);
  await expect(quarantine.release(id, false, somebody)).rejects.toMatchObject({ code: 'conflict' });
});

it('counts one of two decisions that were made at the same time, and refuses the other', async () => {
  await application.store(`${quiet}AAPL 2024-06-19 50.5`);
  const [id = 0] = await open('split');
  const ends = await atOnce(
    application.url,
    ['one', 'other'].map((name) => () => quarantine.release(id, false, { name })),
  );
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
});

it('does not release what was discarded while it waited for another change', async () => {
  await application.store(`${quiet}AAPL 2024-06-19 50.5`);
  const [id = 0] = await open('split');
  const release = (): Promise<number> => quarantine.release(id, false, somebody);
  const [end] = await atOnce(application.url, [release], () => quarantine.discard(id, somebody));
  expect(end).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } });
  expect(await application.stored()).toHaveLength(2);
});

it('releases all that were held for the same reason, and the rows that follow pass from then on', async () => {
  await application.store(quiet);
  await application.store('AAPL 2024-06-19 50.5\nAAPL 2024-06-20 51\nAAPL 2024-06-21 51.5');
  const [first = 0] = await open();
  await quarantine.release(first, true, somebody);
  expect(await open()).toEqual([]);
  expect(await application.stored()).toHaveLength(5);
  expect((await application.store('AAPL 2024-06-24 52')).counts).toMatchObject({ new: 1, quarantined: 0 });
});

it.each([
  ['an impossible value', 'AAPL 2024-06-19 0', 'close 0 is not above zero'],
  ['a day that does not exist', 'AAPL 2024-06-31 100', 'not a day of the calendar'],
  ['an unknown symbol', 'NOPE 2024-06-19 100', 'there is no asset NOPE'],
])('refuses to release %s, with the reason', async (_what, line, reason) => {
  await application.store(quiet);
  await application.store(line, { createAssets: false });
  const [id = 0] = await open();
  await expect(quarantine.release(id, false, somebody)).rejects.toMatchObject({
    code: 'conflict',
    detail: expect.stringContaining(reason),
  });
  expect(await open()).toEqual([id]);
  expect(await application.stored()).toHaveLength(2);
});

it('releases the row of an unknown symbol once the asset exists', async () => {
  await application.store('NEW 2024-06-19 100', { createAssets: false });
  const [id = 0] = await open();
  await application.outside.query(`insert into assets (symbol, name) values ('NEW', 'New')`);
  await quarantine.release(id, false, somebody);
  expect(await application.stored()).toEqual(['NEW 2024-06-19 100']);
});

it('refuses to overwrite a protected price', async () => {
  await application.store(quiet);
  await application.store('AAPL 2024-06-18 101\nAAPL 2024-06-18 102');
  await application.outside.query('update prices set protected = true');
  const ids = await open('contradiction');
  await expect(quarantine.release(ids[1] ?? 0, false, somebody)).rejects.toMatchObject({ code: 'conflict' });
});

it('closes a row by itself when a later close confirms it', async () => {
  await application.store(quiet);
  await application.store('AAPL 2024-06-19 8.9');
  expect(await open('jump')).toHaveLength(1);
  const { runId } = await application.store('AAPL 2024-06-19 8.9\nAAPL 2024-06-20 9');
  expect(await open()).toEqual([]);
  expect((await quarantine.list({ state: 'released' }, 10)).data).toEqual([
    expect.objectContaining({ decidedBy: 'prices that came later', releasedRunId: runId }),
  ]);
});

it('does not list a discarded row again when its source sends it again', async () => {
  await application.store(`${quiet}AAPL 2024-06-19 50.5`);
  const [id = 0] = await open();
  await quarantine.discard(id, somebody);
  await application.store('AAPL 2024-06-19 50.5');
  expect(await open()).toEqual([]);
  await expect(quarantine.discard(id, somebody)).rejects.toMatchObject({ code: 'conflict' });
  await expect(quarantine.discard(999, somebody)).rejects.toMatchObject({ code: 'not-found' });
});

it('gives pages, newest first, each row once', async () => {
  await application.store(Array.from({ length: 5 }, (_, day) => `AAPL 2024-06-1${day} x`).join('\n'));
  const first = await quarantine.list({}, 3);
  const second = await quarantine.list({}, 3, first.nextCursor ?? '');
  expect([...first.data, ...second.data].map(({ date }) => date)).toEqual(
    [4, 3, 2, 1, 0].map((day) => `2024-06-1${day}`),
  );
  expect(second.nextCursor).toBeNull();
});
