import {
  BrokenCircuitError,
  BulkheadRejectedError,
  CircuitState,
  DelegateBackoff,
  TaskCancelledError,
  TimeoutStrategy,
  bulkhead,
  circuitBreaker,
  handleWhen,
  retry,
  timeout,
} from 'cockatiel';
import { FailureCategory, ProviderError } from './market-data-provider';
import { WindowBreaker, WindowBreakerSettings } from './window-breaker';

/** Times are milliseconds. */
export interface ResilienceSettings {
  /** For one call with all its tries and pauses, from the first try on. */
  readonly totalTimeout: number;
  readonly tries: number;
  readonly tryTimeout: number;
  /** The pause before the second try; it doubles, and a random half is taken off. */
  readonly firstPause: number;
  readonly breaker: WindowBreakerSettings & {
    readonly openFor: number;
    /** A try that took longer counts as failed, though its answer is used. */
    readonly slow: number;
  };
  readonly concurrent: number;
  readonly queued: number;
}

/**
 * With the smallest quota there is one try a minute, and tries that hang take 25 s each: a shorter window would never hold
 * enough of them to open.
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

/** What a try has to wait for, such as a quota. @throws ProviderError when it will not be let in */
export type Admission = (signal: AbortSignal | undefined) => Promise<void>;

export interface Resilience {
  /**
   * Runs a task that may be repeated without harm. Each try has to be admitted, the repeated ones too; waiting for that is
   * no part of the try's time, and nothing is spent on tries that an open breaker would not make.
   * @throws ProviderError, whatever went wrong
   */
  run<T>(task: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal, admit?: Admission): Promise<T>;
  breakerState(): BreakerState;
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: UpstreamEvent) => void): () => void;
}

/** Transport errors, 5xx, slow and unreadable answers: the vendor is ill. A 4xx says that it is well. */
const ILL: ReadonlySet<FailureCategory> = new Set(['unavailable', 'timeout', 'malformed']);
const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'open',
};

const EVERYBODY: Admission = () => Promise.resolve();

interface Timed<T> {
  readonly value: T;
  readonly elapsed: number;
}

/** From outside: total timeout, retry, breaker, bulkhead, timeout of a try. One for each vendor, shared by all its calls. */
export function createResilience(provider: string, settings: ResilienceSettings): Resilience {
  const listeners = new Set<(event: UpstreamEvent) => void>();
  const emit = (event: UpstreamEvent): void => listeners.forEach((listener) => listener(event));
  const { total, again, breaker, space, attempt } = policiesOf(settings);
  let opened = 0;

  again.onRetry(({ delay }) => emit({ kind: 'retry', pause: delay }));
  breaker.onStateChange((state) => {
    if (state === CircuitState.Open) opened = Date.now();
    emit({ kind: 'breaker', state: STATES[state] });
  });

  const refuseWhileOpen = (): void => {
    if (breaker.state === CircuitState.Open && Date.now() < opened + settings.breaker.openFor) {
      throw new BrokenCircuitError();
    }
  };

  /** @param outer the signal of all the tries @param caller that of whoever asked: only then nobody waits any more */
  const tryOnce = async <T>(
    task: (signal: AbortSignal) => Promise<T>,
    outer: AbortSignal,
    caller: AbortSignal | undefined,
  ): Promise<Timed<T>> => {
    const began = performance.now();
    const elapsed = (): number => performance.now() - began;
    try {
      const value = await attempt.execute(({ signal }) => task(signal), outer);
      emit({ kind: 'try', outcome: 'success', elapsed: elapsed() });
      return { value, elapsed: elapsed() };
    } catch (error) {
      const failure = asProviderError(provider, error, caller, 0);
      emit({ kind: 'try', outcome: failure.category, elapsed: elapsed() });
      throw failure;
    }
  };

  /** A pause between two tries outlasts a total timeout; nobody waits for the try after it. */
  const admitAgain = async (admit: Admission, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) throw new TaskCancelledError();
    refuseWhileOpen();
    await admit(signal);
  };

  return {
    run: async (task, caller, admit = EVERYBODY) => {
      let failed: unknown;
      let isWaiting = false;
      try {
        refuseWhileOpen();
        await admit(caller);
        const { value } = await total.execute(
          ({ signal: all }) =>
            again.execute(async ({ attempt: repeated, signal }) => {
              isWaiting = repeated > 0;
              if (isWaiting) await admitAgain(admit, signal);
              isWaiting = false;
              const tried = breaker.execute(
                () => space.execute(({ signal: inner }) => tryOnce(task, inner, caller), signal),
                signal,
              );
              tried.catch((error: unknown) => (failed = error));
              return tried;
            }, all),
          caller,
        );
        return value;
      } catch (error) {
        // When the time is over while a repeated try waits to be admitted, the try before it says why.
        const cause = isWaiting && error instanceof TaskCancelledError ? failed : error;
        throw asProviderError(provider, cause, caller, opened + settings.breaker.openFor - Date.now());
      }
    },
    breakerState: () => STATES[breaker.state],
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function policiesOf(settings: ResilienceSettings) {
  return {
    total: timeout(settings.totalTimeout, TimeoutStrategy.Aggressive),
    again: retryPolicy(settings),
    breaker: breakerPolicy(settings),
    space: bulkhead(settings.concurrent, settings.queued),
    attempt: timeout(settings.tryTimeout, TimeoutStrategy.Aggressive),
  };
}

function isIll(error: Error): boolean {
  return error instanceof ProviderError && ILL.has(error.category);
}

/** Whoever says when to come back is believed; a time beyond the total timeout ends there. */
function retryPolicy(settings: ResilienceSettings): ReturnType<typeof retry> {
  const pause = new DelegateBackoff<{ attempt: number; result: unknown }>(({ attempt, result }) => {
    const error = (result as { error?: unknown }).error;
    const wanted = error instanceof ProviderError ? error.retryAfterSeconds : undefined;
    if (wanted !== undefined) return wanted * 1000;
    return settings.firstPause * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  });
  return retry(handleWhen(isIll), { maxAttempts: settings.tries - 1, backoff: pause }).dangerouslyUnref();
}

function breakerPolicy({ breaker }: ResilienceSettings): ReturnType<typeof circuitBreaker> {
  const counted = handleWhen(isIll).orWhenResult(
    (result) =>
      (result as Partial<Timed<unknown>>).elapsed !== undefined && (result as Timed<unknown>).elapsed > breaker.slow,
  );
  return circuitBreaker(counted, { halfOpenAfter: breaker.openFor, breaker: new WindowBreaker(breaker) });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** @param caller the signal of whoever asked: if it is aborted, nobody waits any more */
function asProviderError(
  provider: string,
  error: unknown,
  caller: AbortSignal | undefined,
  openFor: number,
): ProviderError {
  if (caller?.aborted) return new ProviderError(provider, 'aborted', 'The call was given up', { cause: error });
  if (error instanceof ProviderError && error.category !== 'aborted') return error;
  // Nobody outside gave up, so what was cut off was cut off by a timeout of ours.
  if (error instanceof ProviderError || error instanceof TaskCancelledError || isAbort(error)) {
    return new ProviderError(provider, 'timeout', `${provider} did not answer in time`, { cause: error });
  }
  if (error instanceof BrokenCircuitError) {
    const retryAfterSeconds = Math.max(1, Math.ceil(openFor / 1000));
    return new ProviderError(provider, 'circuit_open', `${provider} failed too often and is left alone`, {
      retryAfterSeconds,
    });
  }
  if (error instanceof BulkheadRejectedError) {
    return new ProviderError(provider, 'unavailable', `Too many calls to ${provider} at once`, {
      retryAfterSeconds: 1,
    });
  }
  return new ProviderError(provider, 'unavailable', `${provider} could not be reached`, { cause: error });
}
