import { CircuitState, IBreaker } from 'cockatiel';

export interface WindowBreakerSettings {
  /** Opens above this share of failed tries in the window, 0 to 1. */
  readonly failureRate: number;
  /** Milliseconds. */
  readonly window: number;
  /** Tries in the window below which it never opens. */
  readonly minimumTries: number;
}

interface Try {
  readonly at: number;
  readonly failed: boolean;
}

/**
 * Opens when too many tries of a sliding time window failed. cockatiel's `SamplingBreaker` moves its window by one slot a
 * call, however long ago the last call was, so that failures of last week count like those of now.
 */
export class WindowBreaker implements IBreaker {
  /** cockatiel's state to restore; none is kept between processes. */
  state: unknown = undefined;
  private tries: Try[] = [];

  constructor(
    private readonly settings: WindowBreakerSettings,
    private readonly now: () => number = Date.now,
  ) {}

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.tries = [];
    this.note(false);
  }

  /** @returns whether to open */
  failure(state: CircuitState): boolean {
    this.note(true);
    if (state !== CircuitState.Closed) return true;
    const all = this.tries.length;
    const failures = this.tries.filter(({ failed }) => failed).length;
    return all >= this.settings.minimumTries && failures > this.settings.failureRate * all;
  }

  private note(failed: boolean): void {
    const at = this.now();
    this.tries = [...this.tries.filter((each) => each.at > at - this.settings.window), { at, failed }];
  }
}
