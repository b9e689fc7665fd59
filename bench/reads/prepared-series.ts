import { Client } from 'pg';
import { migrate } from '../../src/platform/database';

export const SYMBOL = 'S07';

/** Twenty series of 2,500 days each, stored by one run, as an import stores them. */
export async function prepareSeries(url: string): Promise<void> {
  await migrate(url);
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const statement of STATEMENTS) await client.query(statement);
  await client.end();
}

const STATEMENTS = [
  `insert into assets (symbol, name) select s, s from (select 'S' || to_char(n, 'FM00') as s from generate_series(1, 20) as n) as x`,
  'update data_version set version = 1, recorded_at = now()',
  `insert into runs (kind, status, requested_by, finished_at, data_version, recorded_at)
   select 'import', 'succeeded', 'bench', now(), 1, recorded_at from data_version`,
  `insert into prices (asset_id, date, close, source, run_id)
   select a.id, date '2015-01-01' + day, round((100 + 20 * sin(day / 50.0 + a.id))::numeric, 6), 'import', r.id
   from assets a, generate_series(1, 2500) as day, runs r where a.symbol like 'S__'`,
  'vacuum analyze',
];
