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
