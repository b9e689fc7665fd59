import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/platform/database/migrations';
import { EmbeddedPostgres } from '../../src/platform/embedded-postgres';
import { cleanUpAfterDeath, forgetEnded } from './clean-up-after-death';
import { SmallDisk } from './small-disk';
import { until } from './until';

const DATABASE = 'struck';

/** A PostgreSQL server of one's own, as durable as in production, with one migrated database; it may be struck down. */
export class OwnPostgres {
  /** What the database lies on. */
  readonly disk: SmallDisk;

  private constructor(
    private readonly server: EmbeddedPostgres,
    private readonly folder: string,
  ) {
    this.disk = new SmallDisk(folder, (text) => this.query(text));
  }

  static async start(): Promise<OwnPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'autoindex-struck-'));
    const server = await EmbeddedPostgres.start(folder, { max_connections: '100', restart_after_crash: 'on' });
    const own = new OwnPostgres(server, folder);
    cleanUpAfterDeath({ pids: server.pid === undefined ? [] : [server.pid], folders: [folder] });
    const space = await own.disk.tablespace();
    if (space !== undefined) await own.query(`create tablespace small location '${space}'`, [], 'postgres');
    await own.query(`create database ${DATABASE} ${space === undefined ? '' : 'tablespace small'}`, [], 'postgres');
    await migrate(own.url);
    return own;
  }

  get url(): string {
    return this.server.url(DATABASE);
  }

  async query<Row extends object>(text: string, values: unknown[] = [], database = DATABASE): Promise<Row[]> {
    const client = new Client({ connectionString: this.server.url(database), application_name: 'observer' });
    // The server may go while a test looks at it.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async terminate(backend: number): Promise<void> {
    await this.query('select pg_terminate_backend($1)', [backend]);
  }

  /**
   * The immediate mode of pg_ctl: nothing is written out, and connections break. It is started again and recovers.
   * @returns when it has ended: until then it may still answer
   */
  async stopAtOnce(): Promise<void> {
    const { pid } = this.server;
    if (pid === undefined) return;
    process.kill(pid, 'SIGQUIT');
    await until(() => this.server.pid !== pid, 'PostgreSQL has ended');
    forgetEnded(pid);
  }

  async answers(): Promise<void> {
    const answered = (): Promise<boolean> =>
      this.query('select 1').then(
        () => true,
        () => false,
      );
    await until(answered, 'PostgreSQL answers again', 60_000);
    const { pid } = this.server;
    if (pid !== undefined) cleanUpAfterDeath({ pids: [pid], folders: [this.folder] });
  }

  async stop(): Promise<void> {
    const { pid } = this.server;
    await this.server.stop();
    if (pid !== undefined) forgetEnded(pid);
    await this.disk.remove();
    await rm(this.folder, { recursive: true, force: true });
  }
}
