import {
  BrokenCircuitError,
  BulkheadRejectedError,
  CircuitBreakerPolicy,
  CircuitState,
  DelegateBackoff,
  IPolicy,
  RetryPolicy,
  TaskCancelledError,
  TimeoutStrategy,
  bulkhead,
  circuitBreaker,
  handleWhen,
  retry,
  timeout,
} from 'cockatiel';
import { Events } from '../platform/utils/events';
import { FailureCategory, ProviderError } from './market-data-provider';
import { WindowBreaker, WindowBreakerSettings } from './window-breaker';

/** Times are milliseconds. */
export interface ResilienceSettings {
  /** For one call with all its tries and pauses, from the first try on. */
  readonly totalTimeout: number;
  readonly tries: number;
  readonly tryTimeout: number;
  /** The pause before the second try. It doubles with each try, less a random half. */
  readonly firstPause: number;
  readonly breaker: WindowBreakerSettings & {
    readonly openFor: number;
    /** A try that took longer counts as failed, although its response is used. */
    readonly slow: number;
  };
  readonly concurrent: number;
  readonly queued: number;
}

/**
 * With the smallest quota there is one try a minute, and a try that times out takes 25 s: a shorter window would never hold
 * enough tries to open the breaker.
 */
export const USUAL_RESILIENCE: ResilienceSettings = {
  totalTimeout: 90_000,
  tries: 3,
  tryTimeout: 25_000,
  firstPause: 500,
  breaker: { failureRate: 0.5, window: 300_000, minimumTries: 5, openFor: 30_000, slow: 20_000 },
  concurrent: 2,
  queued: 20,
};

export type BreakerState = 'closed' | 'open' | 'half_open';

export type UpstreamEvent =
  | { readonly kind: 'try'; readonly outcome: 'success' | FailureCategory; readonly elapsed: number }
  | { readonly kind: 'retry'; readonly pause: number }
  | { readonly kind: 'breaker'; readonly state: BreakerState };

/** What a try has to wait for, such as a quota. @throws ProviderError when the try is not admitted */
type Admission = (signal: AbortSignal | undefined) => Promise<void>;

const ADMIT_AT_ONCE: Admission = () => Promise.resolve();

/** Transport errors, 5xx, slow and malformed responses count as failures of the vendor. A 4xx does not. */
const VENDOR_FAILURES: ReadonlySet<FailureCategory> = new Set(['unavailable', 'timeout', 'malformed']);

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'open',
};

interface Timed<T> {
  readonly value: T;
  readonly elapsed: number;
}

/** One call with all its tries. */
interface Call<T> {
  readonly task: (signal: AbortSignal) => Promise<T>;
  readonly admit: Admission;
  readonly caller: AbortSignal | undefined;
  /** Whether a repeated try waits to be admitted. */
  isWaiting: boolean;
  lastFailure: unknown;
}

/** From outside: total timeout, retry, breaker, bulkhead, timeout of a try. One for each vendor, shared by all its calls. */
export class Resilience extends Events<UpstreamEvent> {
  private readonly total: IPolicy;
  private readonly retry: RetryPolicy;
  private readonly breaker: CircuitBreakerPolicy;
  private readonly bulkhead: IPolicy;
  private readonly attempt: IPolicy;
  private openedAt = 0;

  constructor(
    private readonly provider: string,
    private readonly settings: ResilienceSettings,
  ) {
    super();
    this.total = timeout(settings.totalTimeout, TimeoutStrategy.Aggressive);
    this.retry = retryPolicy(settings);
    this.breaker = breakerPolicy(settings);
    this.bulkhead = bulkhead(settings.concurrent, settings.queued);
    this.attempt = timeout(settings.tryTimeout, TimeoutStrategy.Aggressive);
    this.retry.onRetry(({ delay }) => this.emit({ kind: 'retry', pause: delay }));
    this.breaker.onStateChange((state) => {
      if (state === CircuitState.Open) this.openedAt = Date.now();
      this.emit({ kind: 'breaker', state: STATES[state] });
    });
  }

  /**
   * Runs a task that may be repeated without harm. Each try has to be admitted, repeated ones included. Waiting for that does
   * not count as time of the try, and an open breaker refuses before the admission.
   * @throws ProviderError for every failure
   */
  async run<T>(
    task: (signal: AbortSignal) => Promise<T>,
    caller?: AbortSignal,
    admit: Admission = ADMIT_AT_ONCE,
  ): Promise<T> {
    const call: Call<T> = { task, admit, caller, isWaiting: false, lastFailure: undefined };
    try {
      this.refuseWhileOpen();
      await admit(caller);
      const { value } = await this.total.execute(({ signal }) => this.runTries(call, signal), caller);
      return value;
    } catch (error) {
      // When the time is over while a repeated try waits to be admitted, the failure of the try before is the cause.
      const cause = call.isWaiting && error instanceof TaskCancelledError ? call.lastFailure : error;
      throw this.asProviderError(cause, caller);
    }
  }

  breakerState(): BreakerState {
    return STATES[this.breaker.state];
  }

  private runTries<T>(call: Call<T>, total: AbortSignal): Promise<Timed<T>> {
    return this.retry.execute(async ({ attempt, signal }) => {
      call.isWaiting = attempt > 0;
      if (call.isWaiting) await this.admitAgain(call.admit, signal);
      call.isWaiting = false;
      const tried = this.breaker.execute(
        () => this.bulkhead.execute(({ signal: inner }) => this.tryOnce(call, inner), signal),
        signal,
      );
      tried.catch((error: unknown) => (call.lastFailure = error));
      return tried;
    }, total);
  }

  /** The pause between two tries may outlast the total timeout; the try after it is not made. */
  private async admitAgain(admit: Admission, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new TaskCancelledError();
    this.refuseWhileOpen();
    await admit(signal);
  }

  private async tryOnce<T>({ task, caller }: Call<T>, signal: AbortSignal): Promise<Timed<T>> {
    const began = performance.now();
    const elapsed = (): number => performance.now() - began;
    try {
      const value = await this.attempt.execute(({ signal: inner }) => task(inner), signal);
      this.emit({ kind: 'try', outcome: 'success', elapsed: elapsed() });
      return { value, elapsed: elapsed() };
    } catch (error) {
      const failure = this.asProviderError(error, caller);
      this.emit({ kind: 'try', outcome: failure.category, elapsed: elapsed() });
      throw failure;
    }
  }

  private refuseWhileOpen(): void {
    if (this.breaker.state === CircuitState.Open && this.openFor() > 0) throw new BrokenCircuitError();
  }

  /** Milliseconds until an open breaker lets a try through. */
  private openFor(): number {
    return this.openedAt + this.settings.breaker.openFor - Date.now();
  }

  /** @param caller the signal of the caller: when it is aborted, the result is not needed any more */
  private asProviderError(error: unknown, caller: AbortSignal | undefined): ProviderError {
    const { provider } = this;
    if (caller?.aborted) return new ProviderError(provider, 'aborted', 'The call was aborted', { cause: error });
    if (error instanceof ProviderError && error.category !== 'aborted') return error;
    // The caller did not abort, so a timeout of ours did.
    if (error instanceof ProviderError || error instanceof TaskCancelledError || isAbort(error)) {
      return new ProviderError(provider, 'timeout', `${provider} did not respond in time`, { cause: error });
    }
    if (error instanceof BrokenCircuitError) {
      const retryAfterSeconds = Math.max(1, Math.ceil(this.openFor() / 1000));
      const message = `${provider} failed too often; its circuit breaker is open`;
      return new ProviderError(provider, 'circuit_open', message, { retryAfterSeconds });
    }
    if (error instanceof BulkheadRejectedError) {
      return new ProviderError(provider, 'unavailable', `Too many concurrent calls to ${provider}`, {
        retryAfterSeconds: 1,
      });
    }
    return new ProviderError(provider, 'unavailable', `${provider} could not be reached`, { cause: error });
  }
}

function isVendorFailure(error: Error): boolean {
  return error instanceof ProviderError && VENDOR_FAILURES.has(error.category);
}

/** Follows the vendor's `Retry-After`; the total timeout ends a longer pause. */
function retryPolicy(settings: ResilienceSettings): RetryPolicy {
  const pause = new DelegateBackoff<{ attempt: number; result: unknown }>(({ attempt, result }) => {
    const error = (result as { error?: unknown }).error;
    const wanted = error instanceof ProviderError ? error.retryAfterSeconds : undefined;
    if (wanted !== undefined) return wanted * 1000;
    return settings.firstPause * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  });
  return retry(handleWhen(isVendorFailure), { maxAttempts: settings.tries - 1, backoff: pause }).dangerouslyUnref();
}

function breakerPolicy({ breaker }: ResilienceSettings): CircuitBreakerPolicy {
  const counted = handleWhen(isVendorFailure).orWhenResult(
    (result) =>
      (result as Partial<Timed<unknown>>).elapsed !== undefined && (result as Timed<unknown>).elapsed > breaker.slow,
  );
  return circuitBreaker(counted, { halfOpenAfter: breaker.openFor, breaker: new WindowBreaker(breaker) });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
