/** The work did not end in time. It may still go on. */
export class TimeoutError extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = 'TimeoutError';
  }
}

/**
 * Rejects when `work` has not ended within so many milliseconds. A reply that arrived while this process was busy is
 * still taken: timers run before replies in the event loop, so the decision waits for one more turn of it.
 * @throws TimeoutError
 */
export function withTimeout<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new TimeoutError(milliseconds))), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
