/** What must be over in time. */
export interface Limited {
  /** Time is up. */
  expire(): void;
}

/**
 * Ends what takes too long: a server or a network that does not answer any more, or work that does not come to its end.
 * All limits are equally long, so one timer serves them: one for each would be a good part of what a transaction costs.
 */
export class TimeLimits {
  /** What is to end, and when, in milliseconds of the process; the earliest first. */
  private readonly running = new Map<Limited, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(readonly milliseconds: number) {}

  /** Time runs from now on. */
  start(limited: Limited): void {
    this.running.set(limited, performance.now() + this.milliseconds);
    if (this.timer === undefined) this.wakeIn(this.milliseconds);
  }

  clear(limited: Limited): void {
    this.running.delete(limited);
  }

  private wakeIn(milliseconds: number): void {
    this.timer = setTimeout(() => this.endThoseDue(), Math.ceil(milliseconds)).unref();
  }

  private endThoseDue(): void {
    this.timer = undefined;
    for (const [limited, due] of this.running) {
      const left = due - performance.now();
      if (left > 0) return this.wakeIn(left);
      this.running.delete(limited);
      limited.expire();
    }
  }
}
