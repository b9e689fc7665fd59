import { Injectable, Logger } from '@nestjs/common';
import { Events } from '../../utils/events';

/**
 * How one try of a transaction ended. `downgraded`: the method returned, but the transaction was rolled back.
 * `retried`: rolled back, a retry follows. `unknown`: the connection broke during COMMIT.
 */
export type Outcome = 'commit' | 'rollback' | 'retried' | 'downgraded' | 'unknown';

export interface TransactionOutcome {
  /** `Class.method` */
  readonly operation: string;
  readonly outcome: Outcome;
  readonly milliseconds: number;
  readonly error?: unknown;
}

/** Logs how transactions end, and notifies listeners. */
@Injectable()
export class TransactionOutcomes extends Events<TransactionOutcome> {
  private readonly logger = new Logger('Transaction');

  report(outcome: TransactionOutcome): void {
    this.log(outcome);
    this.emit(outcome);
  }

  /** A caller sees commits and rollbacks, so those are debug lines. */
  private log({ operation, outcome, milliseconds, error }: TransactionOutcome): void {
    const because = error === undefined ? '' : `: ${reason(error)}`;
    const line = `${outcome} of ${operation} after ${Math.round(milliseconds)} ms${because}`;
    if (outcome === 'commit' || outcome === 'rollback') this.logger.debug(line);
    else if (outcome === 'retried') this.logger.warn(line);
    else this.logger.error(line);
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
