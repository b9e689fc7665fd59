import { Injectable, Logger, OnApplicationShutdown, OnModuleInit, Global, Module } from '@nestjs/common';
import Redis, { Cluster, ClusterOptions, RedisOptions } from 'ioredis';
import { AppConfig } from '../config';
import { withTimeout } from '../utils/timeout';
const SLOWEST_RETRY_MS = 500;
/** As nothing is sent again, no failed command makes a cluster look who serves its slots now. */
const LOOK_FOR_NODES_EVERY_MS = 1_000;
const FIRST_CONNECT_MS = 1_000;

/**
 * Nothing waits for a Redis that is away: commands fail at once instead of queueing, and one that was under way when
 * the connection broke is not sent again, because it may have been carried out. A connection that has gone silent is
 * given up: of a server that lost its power, or of a cut cable, nobody says that it is gone.
 */
const OPTIONS: RedisOptions = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 1,
  connectTimeout: 1_000,
  commandTimeout: 1_000,
  socketTimeout: 1_200,
  retryStrategy: (times) => Math.min(50 * times, SLOWEST_RETRY_MS),
};

/** As above: the defaults of a cluster send again what a node may have carried out. */
const CLUSTER_OPTIONS: ClusterOptions = {
  enableOfflineQueue: false,
  clusterRetryStrategy: (times) => Math.min(50 * times, SLOWEST_RETRY_MS),
  retryDelayOnFailover: 0,
  retryDelayOnClusterDown: 0,
  redisOptions: OPTIONS,
};

/** The one connection to Redis or Redis Cluster; `client` is undefined where no address is configured. */
@Injectable()
export class RedisConnection implements OnModuleInit, OnApplicationShutdown {
  readonly client: Redis | Cluster | undefined;
  private readonly logger = new Logger(RedisConnection.name);
  private fault: Error | undefined;
  private looking: NodeJS.Timeout | undefined;

  constructor(config: AppConfig) {
    this.client = connect(config);
    this.client
      ?.on('error', (error: Error) => this.note(error))
      .on('close', () => (this.fault ??= new Error('the connection was closed')))
      .on('ready', () => (this.fault = undefined));
  }

  /** What the connection broke of, or cannot be made of; undefined while there is one. */
  get lastFault(): string | undefined {
    return this.fault && (this.fault.message || this.fault.name);
  }

  /** Gives the first connection a moment, so that the first requests do not find it half open. Never fails. */
  async onModuleInit(): Promise<void> {
    const { client } = this;
    if (client instanceof Cluster) {
      this.looking = setInterval(() => client.refreshSlotsCache(), LOOK_FOR_NODES_EVERY_MS).unref();
    }
    if (client) await withTimeout(connected(client), FIRST_CONNECT_MS).catch(() => undefined);
  }

  /** After the last request: earlier it would be missed. */
  onApplicationShutdown(): void {
    clearInterval(this.looking);
    this.client?.disconnect();
  }

  /** Who needs Redis says so when it is missing; a line for each try to connect would be one every half second. */
  private note(error: Error): void {
    this.fault = error;
    this.logger.debug(`Redis: ${this.lastFault ?? ''}`);
  }
}

/** Resolves when commands are taken; those of a cluster when each node takes them, which it connects to one by one. */
async function connected(client: Redis | Cluster): Promise<void> {
  if (client.status !== 'ready') await new Promise<void>((resolve) => client.once('ready', resolve));
  if (client instanceof Cluster) await Promise.all(client.nodes('master').map((node) => node.ping()));
}

function connect({ redisUrl, redisClusterNodes }: AppConfig): Redis | Cluster | undefined {
  if (redisClusterNodes !== undefined) {
    return new Redis.Cluster([...redisClusterNodes], CLUSTER_OPTIONS);
  }
  return redisUrl === undefined ? undefined : new Redis(redisUrl, OPTIONS);
}

@Global()
@Module({ providers: [RedisConnection], exports: [RedisConnection] })
export class RedisModule {}
