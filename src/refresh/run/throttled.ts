/** Tells a listener of values as they come, the newest only and not too often; one telling at a time. */
export class Throttled<Value> {
  private toldAt = -Infinity;
  private telling: Promise<void> = Promise.resolve();
  private isTelling = false;
  private failure: Error | undefined;

  constructor(
    private readonly everyMilliseconds: number,
    private readonly tell: (value: Value) => Promise<void>,
  ) {}

  offer(value: Value): void {
    if (this.isTelling || performance.now() - this.toldAt < this.everyMilliseconds) return;
    this.toldAt = performance.now();
    this.isTelling = true;
    this.telling = this.tell(value)
      .catch((error: unknown) => {
        this.failure ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.isTelling = false;
      });
  }

  /** Waits for the last telling. @throws what the listener threw */
  async end(): Promise<void> {
    await this.telling;
    if (this.failure !== undefined) throw this.failure;
  }
}
