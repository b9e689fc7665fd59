import { INestApplicationContext } from '@nestjs/common';
import { IndexDefinitionsService, IndexRecomputationService } from '../../../src/index-values';
import { Database } from '../../../src/platform/database';
import { PriceHistory } from '../../../src/prices';
import { RunsService } from '../../../src/runs';
import { TransactionHost } from '@nestjs-cls/transactional';
import { startTestApp, TestApp } from '../../support/app';
import { TestDatabase } from '../../support/database';
import { expectAllClose, goldenCloses, goldenRows } from '../../support/golden';
import { selectRows, storePrices } from '../../support/stored-prices';

const REQUESTER = { name: 'test' };
/** A rebuild resumes 101 days before a rebalance at the earliest, of the 300 that there are. */
const SHORT_WINDOWS = { lookback_days: 20, momentum_lookback_days: 20, min_history_days: 10 };
const VALUES = `select v.date::text, v.value from index_values v join indices i on i.id = v.index_id
  where i.slug = $1 order by v.date`;
const EVERYTHING = `select 'value' as what, date::text, 0 as asset_id, value::text as number from index_values where index_id = $1
  union all select 'weight', date::text, asset_id, weight::text from allocations where index_id = $1
  union all select 'risk', date::text, 0, (to_jsonb(r) - 'run_id')::text
    from risk_metrics r where index_id = $1 order by 1, 2, 3`;

describe('a rebuild of an index', () => {
  let service: TestApp;
  let database: TestDatabase;
  let app: INestApplicationContext;
  let indices: IndexDefinitionsService;
  let recomputation: IndexRecomputationService;

  beforeAll(async () => {
    service = await startTestApp();
    ({ app, database } = service);
    await storePrices(database.url, goldenCloses('a'));
    indices = app.get(IndexDefinitionsService, { strict: false });
    recomputation = app.get(IndexRecomputationService, { strict: false });
    await indices.create({ slug: 'golden', name: 'Golden', method: 'autoindex-v1', benchmark: '^GSPC' }, REQUESTER);
    await indices.create(
      { slug: 'chain', name: 'Chain', method: 'chained', benchmark: '^GSPC', configuration: SHORT_WINDOWS },
      REQUESTER,
    );
  });

  afterAll(async () => {
    await service.close();
  });

  it('stores the published values and weights of autoindex-v1', async () => {
    const golden = goldenRows('a/default/index_values.csv');
    const stored = await selectRows<{ date: string; value: number }>(database.url, VALUES, ['golden']);
    expect(stored.map(({ date }) => date)).toEqual(golden.map(({ date }) => date));
    expectAllClose(
      stored.map(({ value }) => value),
      golden.map(({ value }) => Number(value)),
    );
    const weights = await selectRows<{ date: string; symbol: string; weight: number }>(
      database.url,
      `select a.date::text, s.symbol, a.weight from allocations a join assets s on s.id = a.asset_id
       join indices i on i.id = a.index_id where i.slug = 'golden' order by a.date, s.symbol collate "C"`,
    );
    const goldenWeights = goldenRows('a/default/allocations.csv');
    expect(weights.map(({ date, symbol }) => `${date} ${symbol}`)).toEqual(
      goldenWeights.map(({ date, symbol }) => `${date} ${symbol}`),
    );
    expectAllClose(
      weights.map(({ weight }) => weight),
      goldenWeights.map(({ weight }) => Number(weight)),
    );
  });

  it('writes nothing when nothing changed', async () => {
    const before = await app.get(RunsService, { strict: false }).dataVersion();
    await recomputation.recompute('golden', REQUESTER);
    await recomputation.recompute('chain', REQUESTER);
    expect((await app.get(RunsService, { strict: false }).dataVersion()).version).toBe(before.version);
    const revisions = await selectRows(database.url, 'select from index_value_revisions');
    expect(revisions).toEqual([]);
  });

  it('that resumes after a changed price stores the same doubles as one from the beginning', async () => {
    const closes = goldenCloses('a').filter(({ date, symbol }) => symbol === 'ALFA' && date >= '2024-02-20');
    await storePrices(
      database.url,
      closes.map((close) => ({ ...close, close: close.close * 1.25 })),
    );
    const [asset] = await selectRows<{ id: number }>(database.url, `select id from assets where symbol = 'ALFA'`);
    const [chain] = await selectRows<{ id: number }>(database.url, `select id from indices where slug = 'chain'`);
    const before = await selectRows(database.url, EVERYTHING, [chain?.id]);
    const copyCloses = jest.spyOn(app.get(PriceHistory, { strict: false }), 'copyCloses');
    await inTransaction(app, async () => {
      const runId = await app.get(RunsService, { strict: false }).begin({ kind: 'import', requester: REQUESTER });
      const counts = await recomputation.pricesChanged({
        runId,
        earliestDayByAsset: new Map([[asset?.id ?? 0, '2024-02-20']]),
      });
      await app.get(RunsService, { strict: false }).succeed(runId, { changed: true, counts });
    });
    const firstDays = copyCloses.mock.calls.map(([, from]) => from);
    copyCloses.mockRestore();
    expect(firstDays.filter((from) => from !== undefined)).toEqual(['2023-09-13']);
    const resumed = await selectRows(database.url, EVERYTHING, [chain?.id]);
    expect(resumed).not.toEqual(before);
    await recomputation.recompute('chain', REQUESTER);
    expect(await selectRows(database.url, EVERYTHING, [chain?.id])).toEqual(resumed);
  });

  it.each([
    ['index_values', 'index_value_revisions'],
    ['allocations', 'allocation_revisions'],
    ['risk_metrics', 'risk_metric_revisions'],
  ])('keeps exactly the superseded rows of %s, with the run that superseded them', async (table, revisions) => {
    const slug = `kept-${table.replace('_', '-')}`;
    await indices.create({ slug, name: 'Kept', method: 'chained' }, REQUESTER);
    const [index] = await selectRows<{ id: number }>(database.url, 'select id from indices where slug = $1', [slug]);
    const rowsOf = async (name: string): Promise<string[]> => {
      const text = `select (to_jsonb(t) - 'superseded_by')::text as row from ${name} t where index_id = $1 order by 1`;
      return (await selectRows<{ row: string }>(database.url, text, [index?.id])).map(({ row }) => row);
    };
    const before = await rowsOf(table);
    await indices.change(slug, { configuration: SHORT_WINDOWS, benchmark: '^GSPC' }, REQUESTER);
    const after = new Set(await rowsOf(table));
    const superseded = before.filter((row) => !after.has(row));
    expect(superseded.length).toBeGreaterThan(0);
    expect(await rowsOf(revisions)).toEqual(superseded);
    const [run] = await selectRows<{ one: boolean }>(
      database.url,
      `select bool_and(superseded_by = (select max(run_id) from ${table} where index_id = $1)) as one
       from ${revisions} where index_id = $1`,
      [index?.id],
    );
    expect(run?.one).toBe(true);
  });

  it('refuses weights that do not sum to one, at commit', async () => {
    await expect(
      inTransaction(app, async () => {
        await app
          .get(Database, { strict: false })
          .transaction.query(
            `update allocations set weight = weight * 0.9 where date = (select max(date) from allocations)`,
          );
      }),
    ).rejects.toThrow(/sum to/);
  });

  it('creates an index once, however often the same one is sent', async () => {
    const index = { slug: 'repeated', name: 'Repeated', method: 'chained', configuration: {} };
    const sent = await Promise.all([1, 2].map(() => indices.create(index, REQUESTER)));
    expect(sent[0]).toEqual(sent[1]);
    await expect(indices.create({ ...index, baseValue: 1000 }, REQUESTER)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('creates one of several indices with the same slug at the same time, and refuses the others', async () => {
    const names = ['One', 'Two', 'Three'];
    const created = await Promise.allSettled(
      names.map((name) => indices.create({ slug: 'contested', name, method: 'chained' }, REQUESTER)),
    );
    const refused = created.filter((each) => each.status === 'rejected');
    expect(refused.map(({ reason }) => reason as object)).toEqual([
      expect.objectContaining({ code: 'conflict' }),
      expect.objectContaining({ code: 'conflict' }),
    ]);
    const [won] = created.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(await indices.getBySlug('contested')).toEqual(won);
  });

  it('keeps every field of changes that are made at once', async () => {
    await indices.create({ slug: 'changed', name: 'Before', method: 'chained' }, REQUESTER);
    const changes = [
      { name: 'After' },
      { benchmark: '^GSPC' },
      { baseValue: 1_000 },
      { constituents: ['ALFA', 'BRVO'] },
    ];
    await Promise.all(changes.map((change) => indices.change('changed', change, REQUESTER)));
    expect(await indices.getBySlug('changed')).toMatchObject(Object.assign({}, ...changes) as object);
  });

  it('names the wrong field of a definition', async () => {
    const wrong = { slug: 'wrong', name: 'Wrong', method: 'chained', configuration: { scheme: 'astrology' } };
    await expect(indices.create(wrong, REQUESTER)).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/configuration/scheme' }],
    });
    await expect(
      indices.create({ ...wrong, configuration: {}, constituents: ['NOBODY'] }, REQUESTER),
    ).rejects.toMatchObject({ errors: [{ pointer: '/constituents', detail: 'there is no asset NOBODY' }] });
  });
});

function inTransaction(app: INestApplicationContext, work: () => Promise<void>): Promise<void> {
  return app.get(TransactionHost, { strict: false }).withTransaction(work);
}
