import { Injectable, Logger, OnApplicationShutdown, OnModuleInit, Global, Module } from '@nestjs/common';
import Redis, { Cluster, ClusterOptions, RedisOptions } from 'ioredis';
import { AppConfig } from '../config';
import { withTimeout } from '../utils/timeout';
const MAX_RETRY_DELAY_MS = 500;
/** Commands are not retried, so no failed command makes ioredis refresh the slots of a cluster. */
const SLOT_REFRESH_MS = 1_000;
const CONNECT_TIMEOUT_MS = 1_000;

/**
 * Without a connection, commands fail at once instead of queueing. Commands of a broken connection are not sent again,
 * because Redis may have executed them. The socket timeout ends a connection whose server vanished without closing it.
 */
const OPTIONS: RedisOptions = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 1,
  connectTimeout: 1_000,
  commandTimeout: 1_000,
  socketTimeout: 1_200,
  retryStrategy: (times) => Math.min(50 * times, MAX_RETRY_DELAY_MS),
};

/** The defaults of a cluster client would send commands again that a node may have executed. */
const CLUSTER_OPTIONS: ClusterOptions = {
  enableOfflineQueue: false,
  clusterRetryStrategy: (times) => Math.min(50 * times, MAX_RETRY_DELAY_MS),
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
  private slotRefresh: NodeJS.Timeout | undefined;

  constructor(config: AppConfig) {
    this.client = connect(config);
    this.client
      ?.on('error', (error: Error) => this.note(error))
      .on('close', () => (this.fault ??= new Error('the connection was closed')))
      .on('ready', () => (this.fault = undefined));
  }

  /** Why there is no connection; undefined while there is one. */
  get lastFault(): string | undefined {
    return this.fault && (this.fault.message || this.fault.name);
  }

  /** Waits up to a second for the first connection, so that the first requests can use it. Never fails. */
  async onModuleInit(): Promise<void> {
    const { client } = this;
    if (client instanceof Cluster) {
      this.slotRefresh = setInterval(() => client.refreshSlotsCache(), SLOT_REFRESH_MS).unref();
    }
    if (client) await withTimeout(connected(client), CONNECT_TIMEOUT_MS).catch(() => undefined);
  }

  /** After the last request, which may still need the connection. */
  onApplicationShutdown(): void {
    clearInterval(this.slotRefresh);
    this.client?.disconnect();
  }

  /** Debug only: the users of Redis log that it is missing, and reconnecting would add two lines a second. */
  private note(error: Error): void {
    this.fault = error;
    this.logger.debug(`Redis: ${this.lastFault ?? ''}`);
  }
}

/** Resolves when commands are accepted, in a cluster by every node. */
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
