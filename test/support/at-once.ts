import { Client } from 'pg';
import { until } from './until';

const WAITING = `
  select count(*)::int as waiting from pg_stat_activity
  where datname = current_database() and application_name like 'autoindex%' and wait_event_type = 'Lock'`;

/**
 * Begins changes while another transaction holds the data lock, so that all of them wait for it at the same time. Then
 * `meanwhile` runs. Returns how the changes ended, in their order.
 */
export async function atOnce<Result>(
  url: string,
  changes: readonly (() => Promise<Result>)[],
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<PromiseSettledResult<Result>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin; select version from data_version for update');
    const ends = Promise.allSettled(changes.map((change) => change()));
    await until(async () => {
      await client.query('select pg_stat_clear_snapshot()');
      const { rows } = await client.query<{ waiting: number }>(WAITING);
      return rows[0]?.waiting === changes.length;
    }, 'all changes wait');
    await meanwhile();
    await client.query('rollback');
    return await ends;
  } finally {
    await client.end();
  }
}
