import { QueryResultRow } from 'pg';
import { PreparedStatement, Sql } from '../sql';
import { ConnectionPools } from './connection-pools';
import { HeldConnection } from './held-connection';

/** Runs each statement on any connection of the read-only pool, which gets it back with no transaction open. */
export class PoolReader implements Sql {
  constructor(private readonly pools: ConnectionPools) {}

  /** @throws ConnectionLostError when no answer comes, though PostgreSQL ends a statement that takes too long by itself */
  async query<Row>(statement: string | PreparedStatement, values?: readonly unknown[]): Promise<Row[]> {
    const connection = new HeldConnection(await this.pools.connect('read'));
    const { answerTimeout } = this.pools;
    const giveUp = (): void => connection.cut(new Error(`no answer within ${answerTimeout} ms`));
    const timer = setTimeout(giveUp, answerTimeout);
    try {
      const { rows } = await connection.send<Row & QueryResultRow>(statement, values);
      return rows;
    } catch (error) {
      await connection.send('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
      connection.release();
    }
  }
}
