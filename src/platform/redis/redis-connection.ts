import { Injectable, Logger, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import Redis, { Cluster, RedisOptions } from 'ioredis';
import { AppConfig } from '../config';

const SLOWEST_RETRY_MS = 500;
const FIRST_CONNECT_MS = 1_000;
const ONE_LINE_EACH_MS = 60_000;

/**
 * Nothing waits for a Redis that is away: commands fail at once instead of queueing, and one that was under way when
 * the connection broke is not sent again, because it may have been carried out.
 */
const OPTIONS: RedisOptions = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 1,
  connectTimeout: 1_000,
  retryStrategy: (times) => Math.min(50 * times, SLOWEST_RETRY_MS),
};

/** The one connection to Redis or Redis Cluster; `client` is undefined where no address is configured. */
@Injectable()
export class RedisConnection implements OnModuleInit, OnApplicationShutdown {
  readonly client: Redis | Cluster | undefined;
  private readonly logger = new Logger(RedisConnection.name);
  private nextLineAt = 0;

  constructor(config: AppConfig) {
    this.client = connect(config);
    this.client?.on('error', (error: Error) => this.complain(error));
  }

  /** Gives the first connection a moment, so that the first requests do not find it half open. Never fails. */
  async onModuleInit(): Promise<void> {
    const { client } = this;
    if (!client || client.status === 'ready') return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, FIRST_CONNECT_MS);
      client.once('ready', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** After the last request: earlier it would be missed. */
  onApplicationShutdown(): void {
    this.client?.disconnect();
  }

  private complain(error: Error): void {
    if (Date.now() < this.nextLineAt) return;
    this.nextLineAt = Date.now() + ONE_LINE_EACH_MS;
    this.logger.warn(`Redis: ${error.message || error.name}`);
  }
}

function connect({ redisUrl, redisClusterNodes }: AppConfig): Redis | Cluster | undefined {
  if (redisClusterNodes !== undefined) {
    return new Redis.Cluster([...redisClusterNodes], {
      enableOfflineQueue: false,
      clusterRetryStrategy: (times) => Math.min(50 * times, SLOWEST_RETRY_MS),
      redisOptions: OPTIONS,
    });
  }
  return redisUrl === undefined ? undefined : new Redis(redisUrl, OPTIONS);
}
