/**
 * Memoizes one value for `ttlMs`, counted from its arrival. Concurrent callers share one computation. An error is not kept.
 * @param now milliseconds, for tests
 */
export function memoize<Value>(
  ttlMs: number,
  compute: () => Promise<Value>,
  now: () => number = () => performance.now(),
): () => Promise<Value> {
  let known: { readonly expiresAt: number; readonly value: Value } | undefined;
  let pending: Promise<Value> | undefined;
  const computeAndKeep = async (): Promise<Value> => {
    const value = await compute();
    known = { expiresAt: now() + ttlMs, value };
    return value;
  };
  return () => {
    if (known !== undefined && now() < known.expiresAt) return Promise.resolve(known.value);
    pending ??= computeAndKeep().finally(() => (pending = undefined));
    return pending;
  };
}
