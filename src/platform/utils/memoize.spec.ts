import { memoize } from './memoize';

it('computes once within the TTL, which begins when the value arrives', async () => {
  let [now, computed] = [0, 0];
  let finish: (value: number) => void = () => undefined;
  const get = memoize(
    10,
    () => new Promise<number>((resolve) => ((finish = resolve), computed++)),
    () => now,
  );
  const first = get();
  now = 5;
  finish(7);
  expect(await first).toBe(7);
  now = 14;
  expect(await get()).toBe(7);
  expect(computed).toBe(1);
  now = 15;
  const second = get();
  finish(8);
  expect(await second).toBe(8);
});

it('shares a computation that is under way', async () => {
  let computed = 0;
  let finish: (value: number) => void = () => undefined;
  const get = memoize(0, () => new Promise<number>((resolve) => ((finish = resolve), computed++)));
  const first = get();
  await new Promise((resolve) => setImmediate(resolve));
  const second = get();
  finish(7);
  expect(await Promise.all([first, second])).toEqual([7, 7]);
  expect(computed).toBe(1);
});

it('does not keep an error', async () => {
  let computed = 0;
  const get = memoize(60_000, () => (++computed === 1 ? Promise.reject(new Error('down')) : Promise.resolve('up')));
  const both = await Promise.allSettled([get(), get()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await get()).toBe('up');
  expect(computed).toBe(2);
});
