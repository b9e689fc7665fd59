import { DurationHistogram } from './duration-histogram';

/** What was counted in one stretch of time. */
export class RecentSlot {
  requests = 0;
  committed = 0;
  rolledBack = 0;
  limitHits = 0;
  poolTimeouts = 0;
  /** The fullest that a pool was, 0 to 1. */
  poolUsage = 0;
  readonly errors = new Map<string, number>();
  readonly durations = new DurationHistogram();

  countError(category: string, times = 1): void {
    this.errors.set(category, (this.errors.get(category) ?? 0) + times);
  }

  merge(other: RecentSlot): void {
    this.requests += other.requests;
    this.committed += other.committed;
    this.rolledBack += other.rolledBack;
    this.limitHits += other.limitHits;
    this.poolTimeouts += other.poolTimeouts;
    this.poolUsage = Math.max(this.poolUsage, other.poolUsage);
    other.errors.forEach((times, category) => this.countError(category, times));
    this.durations.merge(other.durations);
  }
}
