import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_TOKEN } from '../../support/app';
import { OwnPostgres } from '../../support/own-postgres';
import { PostgresProxy } from '../../support/postgres-proxy';
import { ServiceProcess } from '../../support/processes';
import { until } from '../../support/until';
import { ChangingMarket } from './changing-market';
import { Told } from './history';
import { MortalVendor } from './mortal-vendor';
import { Random } from './random';

export const INDEX = 'struck';

/** More than the vendor's largest batch, so that it can die between two. */
const SYMBOLS = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG', 'HHH', 'III'] as const;
const DAYS_AT_FIRST = 90;
const LONGEST_REFRESH_MS = 60_000;
/** More than a start takes on a machine that is busy with other things. */
const LONGEST_RETURN_MS = 90_000;

/** Two instances of the service on one PostgreSQL, and a vendor whose market changes; all of them may be struck. */
export class Laboratory {
  private striking: Promise<void> = Promise.resolve();

  private constructor(
    readonly postgres: OwnPostgres,
    readonly proxy: PostgresProxy,
    readonly market: ChangingMarket,
    readonly vendor: MortalVendor,
    private readonly folder: string,
    private readonly services: ServiceProcess[],
  ) {}

  static async open(random: Random): Promise<Laboratory> {
    const folder = await mkdtemp(join(tmpdir(), 'autoindex-laboratory-'));
    const market = new ChangingMarket([...SYMBOLS], DAYS_AT_FIRST, random);
    const [postgres, vendor] = await Promise.all([OwnPostgres.start(), MortalVendor.of(market)]);
    const proxy = await PostgresProxy.before(() => new URL(postgres.url));
    const laboratory = new Laboratory(postgres, proxy, market, vendor, folder, []);
    laboratory.services.push(await laboratory.start(), await laboratory.start());
    await laboratory.furnish();
    return laboratory;
  }

  /** Addresses of the instances, also of one that has been killed. */
  get instances(): readonly string[] {
    return this.services.map(({ url }) => url);
  }

  get pricesPath(): string {
    return `/api/v1/prices?symbols=${SYMBOLS.join(',')}&${WHOLE}`;
  }

  /**
   * Asks an instance for a refresh and waits until it has ended.
   * @returns what the client was told of the run; undefined when nothing reached it, or no run was begun
   */
  async refresh(instance: number, requestId: string): Promise<(Told & { readonly error: unknown }) | undefined> {
    try {
      const answer = await this.post(instance, '/api/v1/refresh-runs?wait=true', { assets: SYMBOLS }, requestId);
      if (answer.status !== 200) return undefined;
      const { status, dataVersion, error } = (await answer.json()) as Told & { readonly error: unknown };
      return { requestId, status, dataVersion, error };
    } catch {
      return undefined;
    }
  }

  /** Does it. Clients may feel the blow before it is over: healing waits for that. */
  strike(blow: () => Promise<void>): Promise<void> {
    return (this.striking = blow());
  }

  async kill(instance: number): Promise<void> {
    await this.services[instance]?.end('SIGKILL');
  }

  /** Brings back whatever was struck, and waits until both instances are ready. */
  async heal(): Promise<void> {
    this.proxy.watch(() => undefined);
    await this.striking;
    this.vendor.recover();
    await this.postgres.answers();
    await this.postgres.disk.empty();
    for (const place of this.services.keys()) await this.bringBack(place);
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.end('SIGTERM')));
    await Promise.all([this.proxy.close(), this.vendor.close()]);
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Starts an instance again if it has ended, also if a late blow ends it while it is waited for. */
  private async bringBack(place: number): Promise<void> {
    const returned = async (): Promise<boolean> => {
      if (this.services[place]?.hasEnded) this.services[place] = await this.start();
      return isReady(this.instances[place] ?? '');
    };
    try {
      await until(returned, `instance ${place} is ready`, LONGEST_RETURN_MS);
    } catch (cause) {
      throw new Error(`Instance ${place} ends with:\n${this.services[place]?.logs.slice(-5_000)}`, { cause });
    }
  }

  private start(): Promise<ServiceProcess> {
    const DATABASE_URL = this.proxy.url(this.postgres.url);
    const access = { ADMIN_TOKEN, READ_ACCESS: 'public', RATE_LIMIT: '60000', TRUST_PROXY: '1' };
    const environment = { ...access, DATABASE_URL, DEMO_DATA: 'false', ...this.vendor.environment };
    return ServiceProcess.start({ folder: this.folder, environment });
  }

  private async furnish(): Promise<void> {
    for (const symbol of SYMBOLS) await this.post(0, '/api/v1/assets', { symbol, name: symbol });
    const definition = { slug: INDEX, name: 'Struck', method: 'autoindex-v1', constituents: SYMBOLS };
    const made = await this.post(0, '/api/v1/indices', definition);
    if (made.status !== 201) throw new Error(`The index could not be made: ${await made.text()}`);
  }

  /** Each request comes from a client of its own: how often one may ask is not what is tried here. */
  private post(instance: number, path: string, body: unknown, requestId = 'furnish'): Promise<Response> {
    const client = `10.${[0, 1, 2].map(() => Math.floor(Math.random() * 256)).join('.')}`;
    return fetch(`${this.instances[instance] ?? ''}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-admin-token': ADMIN_TOKEN,
        'x-request-id': requestId,
        'x-forwarded-for': client,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LONGEST_REFRESH_MS),
    });
  }
}

/** Of a series all at once. */
export const WHOLE = 'shape=columns&limit=5000';

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status === 200,
    () => false,
  );
}
