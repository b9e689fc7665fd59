import { realpath } from 'node:fs/promises';
import { Cluster, clusterIn, makeDataDirectory, readPassword, SUPERUSER } from './cluster';
import { joinOrStart } from './join-or-start';
import { Lease } from './lease';
import { findPostmaster, stopPostmaster } from './postmaster';
import { ServerSettings } from './server';

/**
 * A real PostgreSQL server in a folder. Several processes may use the same one, as the command line does beside the
 * service: the first starts it, the others join it, and whoever leaves last stops it. A server that outlived a killed
 * process is joined too.
 */
export class EmbeddedPostgres {
  private leaving = false;
  private rejoining: Promise<void> = Promise.resolve();

  private constructor(
    private readonly cluster: Cluster,
    private readonly settings: ServerSettings,
    private readonly password: string,
    private lease: Lease,
  ) {
    this.watch();
  }

  /** @throws Error with the last lines of the server's log when it does not start */
  static async start(dataDirectory: string, settings: ServerSettings = {}): Promise<EmbeddedPostgres> {
    await makeDataDirectory(dataDirectory);
    const cluster = clusterIn(await realpath(dataDirectory));
    const lease = await joinOrStart(cluster, settings);
    return new EmbeddedPostgres(cluster, settings, await readPassword(cluster), lease);
  }

  /** Address of `database` for `user`; the superuser and the service's own user have the same random password. */
  url(database = 'postgres', user = SUPERUSER): string {
    return `postgres://${user}:${this.password}@127.0.0.1:${this.lease.port}/${database}`;
  }

  get pid(): number | undefined {
    return findPostmaster(this.cluster.data)?.pid;
  }

  /** Stops the server unless another process uses it. Takes 13 seconds at most. */
  async stop(): Promise<void> {
    if (this.leaving) return;
    this.leaving = true;
    await this.rejoining.catch(() => undefined);
    const last = await this.lease.giveBack().catch(() => false);
    const running = findPostmaster(this.cluster.data);
    if (last && running !== undefined) await stopPostmaster(running.pid, this.cluster.data);
    await this.lease.end();
  }

  /** A server that dies is started again on its port, where the connection pools will look for it. */
  private watch(): void {
    this.lease.whenLost(() => {
      if (!this.leaving) this.rejoining = this.rejoin();
    });
  }

  private async rejoin(): Promise<void> {
    try {
      this.lease = await joinOrStart(this.cluster, this.settings, this.lease.port);
      this.watch();
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }
}
