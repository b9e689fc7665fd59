import { OwnPostgres } from '../../support/own-postgres';
import { dayAt, Edition } from './changing-market';
import { Cells, digestOf } from './digest';
import { INDEX } from './laboratory';
import { CommittedVersion, Reading, RecordedRun } from './history';

interface StoredRow {
  readonly cells: Cells;
  /** The version that it appeared in, and the one that it was gone in; null: never. */
  readonly since: number | null;
  readonly until: number | null;
}

const TABLES = ['prices', 'index_values', 'allocations', 'risk_metrics'];
const REVISIONS = ['price_revisions', 'index_value_revisions', 'allocation_revisions', 'risk_metric_revisions'];

/** Present rows and those that were superseded, in the order of an answer. */
const ROWS: Readonly<Record<Reading, string>> = {
  prices: rowsSql('prices', 'price_revisions', 'symbol, date, close', 'symbol, date'),
  'index-values': rowsSql('index_values', 'index_value_revisions', 'date, value', 'date'),
  allocations: rowsSql('allocations', 'allocation_revisions', 'date, symbol, weight', 'date, symbol'),
};

function rowsSql(table: string, revisions: string, columns: string, order: string): string {
  const names = columns
    .split(', ')
    .map((name) => (['symbol', 'date'].includes(name) ? `${name}::text` : `${name}::text as number`));
  const assets = columns.includes('symbol') ? 'join assets on assets.id = asset_id' : '';
  const indices = table === 'prices' ? '' : `join indices on indices.id = index_id and slug = '${INDEX}'`;
  const from = (source: string, supersededBy: string): string =>
    `select ${names.join(', ')}, run_id, ${supersededBy} as superseded_by from ${source} ${assets} ${indices}`;
  return `select stored.*, written.data_version as since, superseded.data_version as until
    from (${from(table, 'null::bigint')} union all ${from(revisions, 'superseded_by')}) as stored
    join runs as written on written.id = run_id left join runs as superseded on superseded.id = superseded_by
    order by ${order.replace('symbol', 'symbol collate "C"')}`;
}

/** Every version that was committed, put together from the rows and what superseded them. */
export async function committedVersions(postgres: OwnPostgres): Promise<CommittedVersion[]> {
  const versions = await postgres.query<{ version: string; tag: string }>(
    `select data_version::text as version, data_version || '.' || (extract(epoch from recorded_at) * 1000000)::bigint as tag
     from runs where data_version is not null order by data_version`,
  );
  const rows = {
    prices: await storedRows(postgres, 'prices'),
    'index-values': await storedRows(postgres, 'index-values'),
    allocations: await storedRows(postgres, 'allocations'),
  };
  return versions.map(({ version, tag }) => {
    const at = (reading: Reading): Cells[] => cellsAt(rows[reading], Number(version));
    const digests = {
      prices: digestOf(at('prices')),
      'index-values': digestOf(at('index-values')),
      allocations: digestOf(at('allocations')),
    };
    return { version: Number(version), tag, digests, closes: digestOf(at('prices').map((cells) => cells.slice(0, 3))) };
  });
}

/** What `CommittedVersion.closes` is when all that the vendor says is stored, and nothing else. */
export function closesOf(edition: Edition): string {
  const rows = [...edition].sort(([one], [other]) => (one < other ? -1 : 1));
  return digestOf(rows.flatMap(([symbol, closes]) => closes.map((close, day) => [symbol, dayAt(day), Number(close)])));
}

export async function recordedRuns(postgres: OwnPostgres): Promise<RecordedRun[]> {
  const naming = [...TABLES, ...REVISIONS, 'quarantined_prices'].map((table) => `select run_id as id from ${table}`);
  const superseding = REVISIONS.map((table) => `select superseded_by as id from ${table}`);
  const runs = await postgres.query<
    Record<'id' | 'dataVersion' | 'rows', string | null> & { kind: string; status: string; requestId: string | null }
  >(
    `select id::text, kind, status, request_id as "requestId", data_version::text as "dataVersion", coalesce(rows, 0)::text as rows
     from runs left join (
       select id, count(*) as rows from (${[...naming, ...superseding].join(' union all ')}) as named group by id
     ) as counted using (id) order by runs.id`,
  );
  return runs.map((run) => ({
    ...run,
    id: Number(run.id),
    dataVersion: run.dataVersion === null ? null : Number(run.dataVersion),
    rows: Number(run.rows),
  }));
}

async function storedRows(postgres: OwnPostgres, reading: Reading): Promise<StoredRow[]> {
  const rows = await postgres.query<Record<string, string | null>>(ROWS[reading]);
  return rows.map(({ since = null, until = null, superseded_by: _by, number, run_id: run, ...labels }) => ({
    cells: [...Object.values(labels).map(String), Number(number), Number(run)],
    since: since === null ? null : Number(since),
    until: until === null ? null : Number(until),
  }));
}

function cellsAt(rows: readonly StoredRow[], version: number): Cells[] {
  return rows
    .filter(({ since, until }) => since !== null && since <= version && (until === null || until > version))
    .map(({ cells }) => cells);
}
