const BUCKET_MS = 30_000;
const BUCKETS = 10;

interface Bucket {
  readonly number: number;
  all: number;
  bad: number;
}

/** How many of the events of the last five minutes were bad. */
export class RecentShare {
  private buckets: Bucket[] = [];

  /** @param now milliseconds since 1970 */
  add(bad: boolean, now: number): void {
    const bucket = this.bucketOf(now);
    bucket.all++;
    if (bad) bucket.bad++;
  }

  read(now: number): { readonly all: number; readonly bad: number; readonly share: number } {
    this.forget(now);
    const all = this.buckets.reduce((sum, bucket) => sum + bucket.all, 0);
    const bad = this.buckets.reduce((sum, bucket) => sum + bucket.bad, 0);
    return { all, bad, share: all === 0 ? 0 : bad / all };
  }

  private bucketOf(now: number): Bucket {
    const number = Math.floor(now / BUCKET_MS);
    const last = this.buckets.at(-1);
    if (last?.number === number) return last;
    this.forget(now);
    const bucket = { number, all: 0, bad: 0 };
    this.buckets.push(bucket);
    return bucket;
  }

  private forget(now: number): void {
    const oldest = Math.floor(now / BUCKET_MS) - BUCKETS;
    this.buckets = this.buckets.filter(({ number }) => number > oldest);
  }
}
