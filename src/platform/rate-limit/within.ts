/**
 * Rejects when `work` has not ended within `patience` milliseconds. A reply that arrived while this process was busy
 * is still taken: timers come before replies in the event loop, so the decision waits for one more turn of it.
 */
export function within<Result>(work: Promise<Result>, patience: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new Error(`no answer within ${patience} ms`))), patience);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
