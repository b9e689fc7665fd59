import { Logger } from '@nestjs/common';
import { Pool, PoolClient, PoolConfig } from 'pg';
import { ConnectError, PoolExhaustedError } from '../database.errors';
import { DatabaseOptions } from '../database.options';
import { postgresTypes } from './postgres-types';

/** `write`: transactions. `read`: everything outside them, read-only. `second`: see `TransactionOptions.pool`. */
export type PoolName = 'write' | 'read' | 'second';

/** What a pool is doing at this moment, in connections. */
export interface PoolStatistics {
  readonly pool: PoolName;
  readonly size: number;
  readonly open: number;
  readonly used: number;
  /** Callers in the queue. */
  readonly waiting: number;
  /** Callers that waited in vain, since the start. */
  readonly timeouts: number;
}

/** Somebody asked for a connection, and has it or waited in vain. */
export interface PoolWait {
  readonly pool: PoolName;
  readonly milliseconds: number;
  readonly inVain: boolean;
  /** Share of the pool in use just after, 0 to 1. */
  readonly usage: number;
}

type WaitListener = (wait: PoolWait) => void;

/** What reports of runs and their signs of life need at the same moment, each for a few milliseconds. */
const SECOND_POOL_SIZE = 6;
/** PostgreSQL has ended a statement that takes too long; its answer has this long to arrive. */
const ANSWER_MARGIN_MS = 1_000;
/** Enough for any computation between two statements; a process that stands still loses its locks after it. */
const IDLE_IN_TRANSACTION_MS = 30_000;
/** One that does not answer is given up, so that the next question goes over a new one. */
const PING: PoolConfig = {
  application_name: 'autoindex-ping',
  max: 1,
  connectionTimeoutMillis: 1_000,
  query_timeout: 1_000,
};
const POOL_TIMEOUT = 'timeout exceeded when trying to connect';

/**
 * What every connection of a pool is set to. Only what opens a transaction here may write (it says READ WRITE): a statement
 * that comes by another way, as through TypeORM's DataSource, is refused instead of being committed by itself.
 */
export function poolConfig(options: DatabaseOptions, name: PoolName): PoolConfig {
  const settings = ['TimeZone=UTC', 'DateStyle=ISO', 'extra_float_digits=1', 'default_transaction_read_only=on'];
  const size = { write: options.poolSize, read: options.readPoolSize, second: SECOND_POOL_SIZE }[name];
  return {
    connectionString: options.url,
    application_name: `autoindex-${name}`,
    max: size,
    connectionTimeoutMillis: options.poolWait,
    statement_timeout: options.statementTimeout,
    lock_timeout: options.lockTimeout,
    idle_in_transaction_session_timeout: Math.min(options.transactionTimeout, IDLE_IN_TRANSACTION_MS),
    keepAlive: true,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
    types: postgresTypes,
  };
}

/** The pools of this process. The one for writing belongs to TypeORM, which made it. */
export class ConnectionPools {
  private readonly logger = new Logger(ConnectionPools.name);
  private readonly pools: Readonly<Record<PoolName, Pool>>;
  private readonly timeouts: Record<PoolName, number> = { write: 0, read: 0, second: 0 };
  private readonly listeners: WaitListener[] = [];
  /** One connection beside the pools, whose being full does not mean that PostgreSQL is away. */
  private readonly pinging: Pool;
  /** After so many milliseconds a statement's answer does not come any more: the server stands still, or is cut off. */
  readonly answerTimeout: number;

  constructor(options: DatabaseOptions, write: Pool) {
    this.answerTimeout = options.statementTimeout + ANSWER_MARGIN_MS;
    this.pools = { write, read: this.open(options, 'read'), second: this.open(options, 'second') };
    this.pinging = new Pool({ ...poolConfig(options, 'read'), ...PING });
    this.pinging.on('error', () => undefined);
  }

  /** Asks PostgreSQL for nothing. @throws ConnectError when no answer comes within a second */
  async ping(): Promise<void> {
    try {
      await this.pinging.query('select 1');
    } catch (error) {
      throw new ConnectError('PostgreSQL does not answer', { cause: error });
    }
  }

  /** @throws PoolExhaustedError when none becomes free in time, ConnectError when none can be made */
  async connect(name: PoolName): Promise<PoolClient> {
    const begun = performance.now();
    try {
      const client = await this.pools[name].connect();
      this.tell(name, begun, false);
      return client;
    } catch (error) {
      if (!(error instanceof Error && error.message === POOL_TIMEOUT)) {
        throw new ConnectError('PostgreSQL cannot be reached', { cause: error });
      }
      this.timeouts[name]++;
      this.tell(name, begun, true);
      throw new PoolExhaustedError(`every connection of the pool "${name}" stayed in use`, { cause: error });
    }
  }

  /** Of each wait for a connection, also of those that are none. */
  subscribe(listener: WaitListener): void {
    this.listeners.push(listener);
  }

  statistics(): PoolStatistics[] {
    return (['write', 'read', 'second'] as const).map((name) => {
      const pool = this.pools[name];
      return {
        pool: name,
        size: pool.options.max,
        open: pool.totalCount,
        used: pool.totalCount - pool.idleCount,
        waiting: pool.waitingCount,
        timeouts: this.timeouts[name],
      };
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.pools.read.end(), this.pools.second.end(), this.pinging.end()]);
  }

  private tell(name: PoolName, begun: number, inVain: boolean): void {
    const { totalCount, idleCount, options } = this.pools[name];
    const usage = (totalCount - idleCount) / options.max;
    const wait = { pool: name, milliseconds: performance.now() - begun, inVain, usage };
    this.listeners.forEach((listener) => listener(wait));
  }

  private open(options: DatabaseOptions, name: PoolName): Pool {
    const pool = new Pool(poolConfig(options, name));
    pool.on('error', (error) => this.logger.warn(`an idle connection of the pool "${name}" broke: ${error.message}`));
    return pool;
  }
}
