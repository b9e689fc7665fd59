import { Client } from 'pg';
import { until } from './until';

const LOCK = 4_711;

const open = new Set<Barrier>();

/** A test that fails leaves no barrier before those that come after it. */
afterEach(async () => {
  for (const barrier of open) await barrier.lift();
});

/** Makes every write to a table wait inside its transaction, until the barrier is lifted. */
export class Barrier {
  private constructor(private readonly client: Client) {
    open.add(this);
    // Its database may be dropped before it is lifted.
    client.on('error', () => undefined);
  }

  static async before(url: string, table: string): Promise<Barrier> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`
      create or replace function wait_at_barrier() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(${LOCK}); return null; end $$;
      create or replace trigger wait_at_barrier before insert or update or delete on ${table} execute function wait_at_barrier()`);
    await client.query(`select pg_advisory_lock(${LOCK})`);
    return new Barrier(client);
  }

  /** Makes every change of the data wait, in the order of their coming. */
  static async onData(url: string): Promise<Barrier> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('begin');
    await client.query('select version from data_version for update');
    return new Barrier(client);
  }

  /** Returns once so many transactions of the database wait for a lock. */
  waiting(count: number): Promise<void> {
    const sql = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return until(async () => {
      // Within one transaction it would show the same activity again and again.
      await this.client.query('select pg_stat_clear_snapshot()');
      return ((await this.client.query(sql)).rowCount ?? 0) >= count;
    }, `${count} wait at the barrier`);
  }

  /** Lets the waiting writes continue. The trigger stays, because dropping it would wait for transactions. */
  async lift(): Promise<void> {
    open.delete(this);
    await this.client.end();
  }
}
