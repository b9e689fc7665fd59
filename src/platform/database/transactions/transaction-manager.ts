import { setTimeout as pause } from 'node:timers/promises';
import { TransactionalAdapter, TransactionHost } from '@nestjs-cls/transactional';
import { Logger } from '@nestjs/common';
import { ClsServiceManager } from 'nestjs-cls';
import { PoolClient } from 'pg';
import { currentRequestId } from '../../request-context';
import { ConnectionPools, PoolName } from '../connections/connection-pools';
import {
  SecondConnectionError,
  TransactionEndedError,
  CommitOutcomeUnknownError,
  UnexpectedRollbackError,
  UnfinishedStatementsError,
} from '../../errors';
import { PooledConnection } from '../connections/pooled-connection';
import { Outcome, TransactionOutcomes } from './transaction-outcomes';
import { LogicalTransaction, Hook } from './logical-transaction';
import {
  PhysicalTransaction,
  NamedTransactionOptions,
  PhysicalEnvironment,
  beginStatement,
} from './physical-transaction';

type HostAdapter = TransactionalAdapter<unknown, LogicalTransaction | undefined, NamedTransactionOptions>;

/** Key of the connection's transaction in the context, also where Propagation.NotSupported suspends the transaction. */
const HOLDER = Symbol('transaction of the acquired connection');

/** The transaction that the calling code is in. It may have ended: then its statements throw. */
export function currentTransaction(): LogicalTransaction | undefined {
  return TransactionHost.getInstance<HostAdapter>().tx;
}

/** The transaction or snapshot whose connection the calling code has acquired. */
export function connectionHolder(): PhysicalTransaction | undefined {
  const holder: PhysicalTransaction | undefined = ClsServiceManager.getClsService().get(HOLDER);
  return holder;
}

/** Does the work as the holder of a connection. Promises that it starts and does not await stay with that connection. */
function runHolding<Result>(holder: PhysicalTransaction, work: () => Promise<Result>): Promise<Result> {
  const cls = ClsServiceManager.getClsService();
  return cls.runWith({ ...cls.get(), [HOLDER]: holder }, work);
}

/** Refuses a second connection. Callers that hold one and wait for another would deadlock the pool. */
export function refuseSecondConnection(held: PhysicalTransaction): never {
  if (held.logical.isOver)
    throw new TransactionEndedError(`work of ${held.operation} goes on after the end of its transaction`);
  throw new SecondConnectionError(`${held.operation} holds a connection and may not acquire another`);
}

const logger = new Logger('AfterCommit');
const MAX_RETRIES = 3;
/** Upper bound of the delay before the first retry. It doubles with each retry. */
const BASE_DELAY_MS = 20;
const SNAPSHOT = { operation: 'a snapshot', isolation: 'repeatable read', readOnly: true } as const;

interface TransactionEnvironment extends PhysicalEnvironment {
  readonly pools: ConnectionPools;
  readonly outcomes: TransactionOutcomes;
}

/** Opens transactions, retries deadlocks and serialization failures, and reports the outcomes. */
export class TransactionManager {
  constructor(private readonly environment: TransactionEnvironment) {}

  /**
   * Does the work in a new transaction. A deadlock or a serialization failure repeats the whole work on a new connection,
   * unless the caller holds an outer transaction, whose locks would stay. `enter` receives the transaction before each try.
   */
  async run<Result>(
    options: NamedTransactionOptions,
    work: () => Promise<Result>,
    enter: (transaction: LogicalTransaction) => void,
  ): Promise<Result> {
    const held = connectionHolder();
    const pool = poolFor(options, held);
    const retries = held === undefined ? MAX_RETRIES : 0;
    for (let retry = 0; ; retry++) {
      const transaction = this.transactionOn(await this.environment.pools.connect(pool), pool, options);
      const start = performance.now();
      let result: Result;
      try {
        result = await runHolding(transaction, () => {
          enter(transaction.logical);
          return transaction.run(work);
        });
      } catch (error) {
        const again = retry < retries && transaction.isRetryable(error);
        this.report(transaction, start, again ? 'retried' : outcomeOf(error), error);
        if (!again) throw error;
        await pause(retryDelay(retry, Math.random()));
        continue;
      }
      this.report(transaction, start, 'commit');
      const hooks = transaction.logical.takeHooks();
      if (hooks.length > 0) await runHooks(transaction.operation, hooks);
      return result;
    }
  }

  /** Does the work in a read-only transaction whose statements all see the same instant. */
  async snapshot<Result>(work: (snapshot: LogicalTransaction) => Promise<Result>): Promise<Result> {
    const held = connectionHolder();
    if (held !== undefined) refuseSecondConnection(held);
    const transaction = this.transactionOn(await this.environment.pools.connect('read'), 'read', SNAPSHOT);
    return runHolding(transaction, () => transaction.run(() => work(transaction.logical)));
  }

  private transactionOn(client: PoolClient, pool: PoolName, options: NamedTransactionOptions): PhysicalTransaction {
    const begin = beginStatement(options, nameOf(pool));
    return new PhysicalTransaction(new PooledConnection(client), pool, options, begin, this.environment);
  }

  private report(transaction: PhysicalTransaction, start: number, outcome: Outcome, error?: unknown): void {
    const milliseconds = performance.now() - start;
    this.environment.outcomes.report({ operation: transaction.operation, outcome, milliseconds, error });
  }
}

/** Names the request that holds the locks. Reads hold none. */
function nameOf(pool: PoolName): string | undefined {
  const requestId = currentRequestId();
  return pool === 'read' || requestId === undefined ? undefined : `autoindex-${pool} ${requestId}`;
}

/** Milliseconds before a retry, random so that two rivals do not meet again. */
export function retryDelay(retry: number, random: number): number {
  return random * BASE_DELAY_MS * 2 ** retry;
}

/** A holder of a connection may wait for the second pool, unless the connection is of that pool. */
function poolFor(options: NamedTransactionOptions, held: PhysicalTransaction | undefined): PoolName {
  if (held === undefined) return options.pool ?? 'write';
  if (options.pool === undefined || held.logical.isOver || held.pool === options.pool) refuseSecondConnection(held);
  return options.pool;
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof CommitOutcomeUnknownError) return 'unknown';
  const wasSwallowed = error instanceof UnexpectedRollbackError || error instanceof UnfinishedStatementsError;
  return wasSwallowed ? 'downgraded' : 'rollback';
}

/**
 * Runs hooks one after the other, after the commit. An error is only logged: the data is stored, and the other hooks
 * must run. Work that must not be lost belongs into the transaction.
 */
async function runHooks(operation: string, hooks: readonly Hook[]): Promise<void> {
  for (const hook of hooks) {
    try {
      await hook();
    } catch (error) {
      logger.error(`a hook after the commit of ${operation} failed`, error instanceof Error ? error.stack : error);
    }
  }
}
