import { DurationHistogram } from './duration-histogram';

/** Of each stretch; what more clients are refused counts under one name, so that the sum is right. */
const MOST_CLIENTS = 20;
export const OTHERS = 'others';

/** What was counted in one stretch of time. */
export class RecentSlot {
  requests = 0;
  committed = 0;
  rolledBack = 0;
  poolTimeouts = 0;
  /** The fullest that a pool was, 0 to 1. */
  poolUsage = 0;
  /** Requests that a limit refused, by client. */
  readonly limitHits = new Map<string, number>();
  readonly errors = new Map<string, number>();
  readonly durations = new DurationHistogram();

  countError(category: string): void {
    add(this.errors, category, 1);
  }

  countLimitHit(client: string): void {
    const known = this.limitHits.has(client) || this.limitHits.size < MOST_CLIENTS;
    add(this.limitHits, known ? client : OTHERS, 1);
  }

  merge(other: RecentSlot): void {
    this.requests += other.requests;
    this.committed += other.committed;
    this.rolledBack += other.rolledBack;
    this.poolTimeouts += other.poolTimeouts;
    this.poolUsage = Math.max(this.poolUsage, other.poolUsage);
    other.errors.forEach((times, category) => add(this.errors, category, times));
    other.limitHits.forEach((times, client) => add(this.limitHits, client, times));
    this.durations.merge(other.durations);
  }
}

function add(counts: Map<string, number>, name: string, times: number): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}
