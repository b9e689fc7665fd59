import { QueryResult, QueryResultRow } from 'pg';
import { PreparedStatement, Sql } from '../sql';
import { ConnectionPools } from './connection-pools';
import { HeldConnection } from './held-connection';
import { TimeLimits } from './time-limits';

/** Runs each statement on any connection of the read-only pool, which gets it back with no transaction open. */
export class PoolReader implements Sql {
  private readonly limits: TimeLimits;

  constructor(private readonly pools: ConnectionPools) {
    this.limits = new TimeLimits(pools.answerTimeout);
  }

  /** @throws ConnectionLostError when no answer comes, though PostgreSQL ends a statement that takes too long by itself */
  async query<Row>(statement: string | PreparedStatement, values?: readonly unknown[]): Promise<Row[]> {
    const { rows } = await this.execute<Row & QueryResultRow>(statement, values);
    return rows;
  }

  /** As `query`, with all that the driver says about the result. */
  async execute<Row extends QueryResultRow>(
    statement: string | PreparedStatement,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    const connection = new HeldConnection(await this.pools.connect('read'));
    const silence = { expire: () => connection.cut(new Error(`no answer within ${this.limits.milliseconds} ms`)) };
    this.limits.start(silence);
    try {
      return await connection.send<Row>(statement, values);
    } catch (error) {
      await connection.send('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      this.limits.clear(silence);
      connection.release();
    }
  }
}
