/**
 * Memoizes one value with a TTL in milliseconds, counted from its arrival. Concurrent callers share one computation.
 * An error is not kept.
 */
export class Memoized<Value> {
  private known: { readonly expiresAt: number; readonly value: Value } | undefined;
  private pending: Promise<Value> | undefined;

  constructor(
    private readonly ttl: number,
    private readonly compute: () => Promise<Value>,
  ) {}

  async get(): Promise<Value> {
    if (this.known !== undefined && performance.now() < this.known.expiresAt) return this.known.value;
    this.pending ??= this.refresh().finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async refresh(): Promise<Value> {
    const value = await this.compute();
    this.known = { expiresAt: performance.now() + this.ttl, value };
    return value;
  }
}
