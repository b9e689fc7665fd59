import { Memoized } from './memoized';

describe('a memoized value', () => {
  it('is computed once for all callers within its TTL', async () => {
    let computed = 0;
    const memoized = new Memoized(60_000, () => Promise.resolve(++computed));
    expect(await Promise.all([memoized.get(), memoized.get()])).toEqual([1, 1]);
    expect(await memoized.get()).toBe(1);
  });

  it('is computed once for callers that arrive while it is being computed', async () => {
    let computed = 0;
    let finish: (value: number) => void = () => undefined;
    const slow = new Memoized(0, () => new Promise<number>((resolve) => ((finish = resolve), computed++)));
    const first = slow.get();
    await new Promise((resolve) => setImmediate(resolve));
    const second = slow.get();
    finish(7);
    expect(await Promise.all([first, second])).toEqual([7, 7]);
    expect(computed).toBe(1);
  });

  it('is computed again after its TTL', async () => {
    let computed = 0;
    const expired = new Memoized(0, () => Promise.resolve(++computed));
    expect([await expired.get(), await expired.get()]).toEqual([1, 2]);
  });

  it('is computed again after an error', async () => {
    let computed = 0;
    const failing = new Memoized(60_000, () =>
      ++computed === 1 ? Promise.reject(new Error('no')) : Promise.resolve(computed),
    );
    await expect(failing.get()).rejects.toThrow('no');
    expect(await failing.get()).toBe(2);
  });
});
