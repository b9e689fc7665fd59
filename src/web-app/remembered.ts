/**
 * A value that is asked for by many and found out at most once in so many milliseconds, by one at a time: while it is
 * being found out, whoever asks waits for the same. A failure is not remembered.
 */
export class Remembered<Value> {
  private known: { readonly until: number; readonly value: Value } | undefined;
  private underWay: Promise<Value> | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly findOut: () => Promise<Value>,
  ) {}

  async get(): Promise<Value> {
    if (this.known !== undefined && performance.now() < this.known.until) return this.known.value;
    this.underWay ??= this.remember().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async remember(): Promise<Value> {
    const value = await this.findOut();
    this.known = { until: performance.now() + this.milliseconds, value };
    return value;
  }
}
