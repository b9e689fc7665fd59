/** What was waited for did not come in time. It may still come; nobody waits for it any more. */
export class LateError extends Error {
  constructor(patience: number) {
    super(`no answer within ${patience} ms`);
    this.name = 'LateError';
  }
}

/**
 * Rejects when `work` has not ended within `patience` milliseconds. A reply that arrived while this process was busy
 * is still taken: timers come before replies in the event loop, so the decision waits for one more turn of it.
 * @throws LateError
 */
export function within<Result>(work: Promise<Result>, patience: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new LateError(patience))), patience);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
