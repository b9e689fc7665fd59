import { setTimeout as wait } from 'node:timers/promises';
import { PoolClient } from 'pg';
import { currentRequestId } from '../../request-context';
import { ConnectionPools, PoolName } from '../connections/connection-pools';
import { HeldConnection } from '../connections/held-connection';
import { CommitOutcomeUnknownError, UnexpectedRollbackError, UnfinishedStatementsError } from '../database.errors';
import { runHooks } from './after-commit';
import { heldUnit, holding, refuseSecondConnection } from './connection-context';
import { Outcome, TransactionOutcomes } from './transaction-outcomes';
import { TransactionScope } from './transaction-scope';
import { TransactionUnit, UnitEnvironment } from './transaction-unit';
import { beginStatement, NamedTransactionOptions } from './transaction.options';

const MOST_REPEATS = 3;
/** The wait before the first repeat is shorter than this; the bound doubles each time. */
const FIRST_WAIT_MS = 20;
const SNAPSHOT = { operation: 'a snapshot', isolation: 'repeatable read', readOnly: true } as const;

export interface TransactionEnvironment extends UnitEnvironment {
  readonly pools: ConnectionPools;
  readonly outcomes: TransactionOutcomes;
}

/** Opens transactions, repeats them where that helps, and tells how they ended. */
export class TransactionManager {
  constructor(private readonly environment: TransactionEnvironment) {}

  /**
   * Does the work in a transaction of its own. The work is repeated, as a whole and on a new connection, after a
   * deadlock or a serialization failure; but not when the caller holds a transaction already, whose locks would stay.
   * `enter` is told the scope before each try.
   */
  async run<Result>(
    options: NamedTransactionOptions,
    work: () => Promise<Result>,
    enter: (scope: TransactionScope) => void,
  ): Promise<Result> {
    const held = heldUnit();
    const pool = poolFor(options, held);
    const repeats = held === undefined ? MOST_REPEATS : 0;
    for (let repeat = 0; ; repeat++) {
      const unit = this.unitOn(await this.environment.pools.connect(pool), pool, options);
      const start = performance.now();
      let result: Result;
      try {
        result = await holding(unit, () => {
          enter(unit.scope);
          return unit.run(work);
        });
      } catch (error) {
        const again = repeat < repeats && unit.sacrificed(error);
        this.report(unit, start, again ? 'retried' : outcomeOf(error), error);
        if (!again) throw error;
        await wait(pauseBefore(repeat, Math.random()));
        continue;
      }
      this.report(unit, start, 'commit');
      const hooks = unit.scope.takeHooks();
      if (hooks.length > 0) await runHooks(unit.operation, hooks);
      return result;
    }
  }

  /** Does the work on a read-only connection that sees one instant. */
  async snapshot<Result>(work: (scope: TransactionScope) => Promise<Result>): Promise<Result> {
    const held = heldUnit();
    if (held !== undefined) refuseSecondConnection(held);
    const unit = this.unitOn(await this.environment.pools.connect('read'), 'read', SNAPSHOT);
    return holding(unit, () => unit.run(() => work(unit.scope)));
  }

  private unitOn(client: PoolClient, pool: PoolName, options: NamedTransactionOptions): TransactionUnit {
    const begin = beginStatement(options, nameOf(pool));
    return new TransactionUnit(new HeldConnection(client), pool, options, begin, this.environment);
  }

  private report(unit: TransactionUnit, start: number, outcome: Outcome, error?: unknown): void {
    const milliseconds = performance.now() - start;
    this.environment.outcomes.report({ operation: unit.operation, outcome, milliseconds, error });
  }
}

/** Says which request holds the locks. Reading holds none, and is over soon. */
function nameOf(pool: PoolName): string | undefined {
  const requestId = currentRequestId();
  return pool === 'read' || requestId === undefined ? undefined : `autoindex-${pool} ${requestId}`;
}

/** Milliseconds before a repeat. At random, so that those who were in each other's way are not so again. */
export function pauseBefore(repeat: number, random: number): number {
  return random * FIRST_WAIT_MS * 2 ** repeat;
}

/** The second pool may be waited for while holding a connection of another one, never while holding one of its own. */
function poolFor(options: NamedTransactionOptions, held: TransactionUnit | undefined): PoolName {
  if (held === undefined) return options.pool ?? 'write';
  if (options.pool === undefined || held.scope.isOver || held.pool === options.pool) refuseSecondConnection(held);
  return options.pool;
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof CommitOutcomeUnknownError) return 'unknown';
  const returned = error instanceof UnexpectedRollbackError || error instanceof UnfinishedStatementsError;
  return returned ? 'downgraded' : 'rollback';
}
