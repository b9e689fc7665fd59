/** Work with a timeout. */
export interface Limited {
  /** The timeout has passed. */
  expire(): void;
}

/**
 * Ends work that takes too long: a server that does not answer, or a transaction that stays open. All timeouts are equally
 * long, so one timer serves them. A timer each would be a good part of the cost of a transaction.
 */
export class TimeLimits {
  /** The running work and its deadline in milliseconds of the process, earliest first. */
  private readonly running = new Map<Limited, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(readonly milliseconds: number) {}

  start(limited: Limited): void {
    this.running.set(limited, performance.now() + this.milliseconds);
    if (this.timer === undefined) this.wakeIn(this.milliseconds);
  }

  clear(limited: Limited): void {
    this.running.delete(limited);
  }

  private wakeIn(milliseconds: number): void {
    this.timer = setTimeout(() => this.expireDue(), Math.ceil(milliseconds)).unref();
  }

  private expireDue(): void {
    this.timer = undefined;
    for (const [limited, due] of this.running) {
      const left = due - performance.now();
      if (left > 0) return this.wakeIn(left);
      this.running.delete(limited);
      limited.expire();
    }
  }
}
