import { Logger } from '@nestjs/common';
import { Pool, PoolClient, PoolConfig } from 'pg';
import { Events } from '../../utils/events';
import { ConnectError, PoolExhaustedError } from '../../errors';
import { postgresTypes } from './postgres-types';

/** Options of the database. Times are milliseconds. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Connections for transactions. */
  readonly poolSize: number;
  /** Connections for reading outside transactions. */
  readonly readPoolSize: number;
  /** Timeout of acquiring a connection, connecting included. */
  readonly poolWait: number;
  readonly statementTimeout: number;
  /** Timeout of a transaction or a snapshot. */
  readonly transactionTimeout: number;
  readonly lockTimeout: number;
}

/** `write`: transactions. `read`: everything outside them, read-only. `second`: see `TransactionOptions.pool`. */
export type PoolName = 'write' | 'read' | 'second';

/** The present state of a pool, in connections. */
export interface PoolStatistics {
  readonly pool: PoolName;
  readonly size: number;
  readonly open: number;
  readonly used: number;
  /** Callers in the queue. */
  readonly waiting: number;
  /** Callers that timed out since the start. */
  readonly timeouts: number;
}

/** A caller acquired a connection, or timed out. */
interface PoolWait {
  readonly pool: PoolName;
  readonly milliseconds: number;
  readonly timedOut: boolean;
  /** Share of the pool in use just after, 0 to 1. */
  readonly usage: number;
}

/** Enough for the progress and heartbeats of runs, which take a few milliseconds each. */
const SECOND_POOL_SIZE = 6;
/** After its statement timeout PostgreSQL's answer has this long to arrive. */
const ANSWER_MARGIN_MS = 1_000;
/** Enough for any computation between two statements. A frozen process loses its locks after this. */
const IDLE_IN_TRANSACTION_MS = 30_000;
/** A connection that does not answer is dropped, so that the next ping opens a new one. */
const PING: PoolConfig = {
  application_name: 'autoindex-ping',
  max: 1,
  connectionTimeoutMillis: 1_000,
  query_timeout: 1_000,
};
const POOL_TIMEOUT = 'timeout exceeded when trying to connect';

/**
 * Settings of every connection of a pool. Transactions of this folder say READ WRITE. Any other statement is read-only, so
 * a write through TypeORM's DataSource is refused instead of committed on its own.
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

/** The pools of this process. TypeORM owns the one for writing. Emits each acquisition, also one without a wait. */
export class ConnectionPools extends Events<PoolWait> {
  private readonly logger = new Logger(ConnectionPools.name);
  private readonly pools: Readonly<Record<PoolName, Pool>>;
  private readonly timeouts: Record<PoolName, number> = { write: 0, read: 0, second: 0 };
  /** Separate, because a full pool does not mean that PostgreSQL is down. */
  private readonly pinging: Pool;
  /** Milliseconds after which a statement gets no answer any more: the server is frozen or unreachable. */
  readonly answerTimeout: number;

  constructor(options: DatabaseOptions, write: Pool) {
    super();
    this.answerTimeout = options.statementTimeout + ANSWER_MARGIN_MS;
    this.pools = { write, read: this.open(options, 'read'), second: this.open(options, 'second') };
    this.pinging = new Pool({ ...poolConfig(options, 'read'), ...PING });
    this.pinging.on('error', () => undefined);
  }

  /** Runs `select 1`. @throws ConnectError when no answer comes within a second */
  async ping(): Promise<void> {
    try {
      await this.pinging.query('select 1');
    } catch (error) {
      throw new ConnectError('PostgreSQL does not answer', { cause: error });
    }
  }

  /** @throws PoolExhaustedError when none becomes free in time; ConnectError when PostgreSQL cannot be reached */
  async connect(name: PoolName): Promise<PoolClient> {
    const begun = performance.now();
    try {
      const client = await this.pools[name].connect();
      this.notify(name, begun, false);
      return client;
    } catch (error) {
      if (!(error instanceof Error && error.message === POOL_TIMEOUT)) {
        throw new ConnectError('PostgreSQL cannot be reached', { cause: error });
      }
      this.timeouts[name]++;
      this.notify(name, begun, true);
      throw new PoolExhaustedError(`every connection of the pool "${name}" stayed in use`, { cause: error });
    }
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

  private notify(name: PoolName, begun: number, timedOut: boolean): void {
    const { totalCount, idleCount, options } = this.pools[name];
    const usage = (totalCount - idleCount) / options.max;
    this.emit({ pool: name, milliseconds: performance.now() - begun, timedOut, usage });
  }

  private open(options: DatabaseOptions, name: PoolName): Pool {
    const pool = new Pool(poolConfig(options, name));
    pool.on('error', (error) => this.logger.warn(`an idle connection of the pool "${name}" broke: ${error.message}`));
    return pool;
  }
}
