/** A value that is asked for by many and found out at most once in so many milliseconds. A failure is not remembered. */
export class Remembered<Value> {
  private known: { readonly until: number; readonly value: Promise<Value> } | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly findOut: () => Promise<Value>,
  ) {}

  get(): Promise<Value> {
    const now = performance.now();
    if (this.known !== undefined && now < this.known.until) return this.known.value;
    const value = this.findOut();
    this.known = { until: now + this.milliseconds, value };
    value.catch(() => (this.known = undefined));
    return value;
  }
}
