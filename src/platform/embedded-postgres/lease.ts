import { Client } from 'pg';
import { SUPERUSER } from './cluster';

/** Any number will do, if nobody else uses it. */
const IN_USE = 4_702_111_234;

/** A stake in a running server. A connection holds it, so that it ends with its process, however that ends. */
export class Lease {
  private constructor(
    private readonly connection: Client,
    readonly port: number,
  ) {}

  /**
   * Takes a stake; waits while the last holder stops the server, and then fails.
   * @throws the driver's error when the server refuses, is starting or is stopping
   */
  static async take(port: number, password: string): Promise<Lease> {
    const connection = new Client({
      ...{ host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres', ssl: false },
      ...{ connectionTimeoutMillis: 10_000, application_name: 'lease' },
    });
    // Without a listener the loss of the connection would end the process.
    connection.on('error', () => undefined);
    try {
      await connection.connect();
      await connection.query('SELECT pg_advisory_lock_shared($1)', [IN_USE]);
    } catch (error) {
      await connection.end().catch(() => undefined);
      throw error;
    }
    return new Lease(connection, port);
  }

  whenLost(listener: () => void): void {
    this.connection.once('end', listener);
  }

  /** True if it was the last stake; from then on nobody can take one until the server has stopped. */
  async giveBack(): Promise<boolean> {
    await this.connection.query('SELECT pg_advisory_unlock_shared($1)', [IN_USE]);
    const answer = await this.connection.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
      IN_USE,
    ]);
    return answer.rows[0]?.alone === true;
  }

  async end(): Promise<void> {
    await this.connection.end().catch(() => undefined);
  }
}
