import { Injectable, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Outcome, TransactionOutcomes } from '../../database';
import { Clock } from '../../utils/clock';
import { AlertSource } from '../alert-source';
import { AlertWatch } from '../alert-watch';
import { RecentShare } from './recent-share';

/** The share of rolled-back transactions above which somebody should look. */
const HIGHEST_SHARE = 0.001;
/** Below this many a single refused request would be an alert at night. */
const FEWEST = 3;
/** A retried transaction is counted by how it ends. */
const ROLLED_BACK: ReadonlySet<Outcome> = new Set(['rollback', 'downgraded', 'unknown']);

@Injectable()
export class RollbackRateSource implements AlertSource, OnModuleInit, OnModuleDestroy {
  readonly cause = 'rollback-rate';
  private readonly recent = new RecentShare();
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly outcomes: TransactionOutcomes,
    private readonly watch: AlertWatch,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.watch.add(this);
    this.unsubscribe = this.outcomes.subscribe(({ outcome }) => {
      if (outcome !== 'retried') this.recent.add(ROLLED_BACK.has(outcome), this.clock.now());
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }

  look(): string | undefined {
    const { all, bad, share } = this.recent.read(this.clock.now());
    if (bad < FEWEST || share <= HIGHEST_SHARE) return undefined;
    return `${bad} of ${all} transactions of the last five minutes were rolled back (${(share * 100).toFixed(2)} %).`;
  }
}
