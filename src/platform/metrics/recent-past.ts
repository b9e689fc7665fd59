const SHORTEST_MS = 0.1;
const STEP = 1.1;
const BUCKETS = 150;

/** Durations from 0.1 ms to 160 s in steps of 10 %: 600 bytes whatever the number, a percentile is at most 10 % high. */
export class DurationHistogram {
  private readonly counts = new Uint32Array(BUCKETS);

  add(milliseconds: number): void {
    const step = Math.ceil(Math.log(Math.max(milliseconds, SHORTEST_MS) / SHORTEST_MS) / Math.log(STEP));
    const bucket = Math.min(step, BUCKETS - 1);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }

  merge(other: DurationHistogram): void {
    other.counts.forEach((count, bucket) => (this.counts[bucket] = (this.counts[bucket] ?? 0) + count));
  }

  /** Milliseconds; null where nothing was counted. `share` of 0.95 is P95. */
  percentile(share: number): number | null {
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    if (total === 0) return null;
    let seen = 0;
    const bucket = this.counts.findIndex((count) => (seen += count) >= Math.max(1, Math.ceil(share * total)));
    return Math.round(SHORTEST_MS * STEP ** bucket * 100) / 100;
  }
}

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

const SLOT_MS = 1_000;
const SLOTS = 3_601;

/** The last hour second by second; older ones are overwritten. */
export class RecentPast {
  private readonly slots: { number: number; slot: RecentSlot }[] = [];

  /** @param clock milliseconds, never going back */
  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** Where to count what happens now. */
  get now(): RecentSlot {
    const number = Math.floor(this.clock() / SLOT_MS);
    const known = this.slots[number % SLOTS];
    if (known?.number === number) return known.slot;
    const slot = new RecentSlot();
    this.slots[number % SLOTS] = { number, slot };
    return slot;
  }

  /** Everything of the last `minutes`, the second under way and the one cut by the beginning included. */
  last(minutes: number): RecentSlot {
    const first = Math.floor((this.clock() - minutes * 60_000) / SLOT_MS);
    const sum = new RecentSlot();
    this.slots.filter(({ number }) => number >= first).forEach(({ slot }) => sum.merge(slot));
    return sum;
  }
}
