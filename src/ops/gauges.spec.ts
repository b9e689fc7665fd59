import { Registry } from 'prom-client';
import { memoize, registerGauge } from './gauges';

describe('memoize', () => {
  it('reads once in its time to live, and again after it', async () => {
    let [now, reads] = [0, 0];
    const get = memoize(
      10,
      () => Promise.resolve(++reads),
      () => now,
    );
    expect([await get(), await get()]).toEqual([1, 1]);
    now = 9;
    expect(await get()).toBe(1);
    now = 10;
    expect(await get()).toBe(2);
  });

  it('shares a read that is under way, and forgets one that failed', async () => {
    let reads = 0;
    const get = memoize(60_000, () => (++reads === 1 ? Promise.reject(new Error('down')) : Promise.resolve('up')));
    const both = await Promise.allSettled([get(), get()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await get()).toBe('up');
    expect(reads).toBe(2);
  });
});

describe('registerGauge', () => {
  const scraped = async (registry: Registry): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  it('shows the samples of each scrape, and no older ones', async () => {
    const registry = new Registry();
    let samples = [{ labels: { queue: 'a' }, value: 1 }];
    registerGauge(registry, { name: 'g', help: 'h', labelNames: ['queue'], samples: () => Promise.resolve(samples) });
    expect(await scraped(registry)).toEqual(['g{queue="a"} 1']);
    samples = [{ labels: { queue: 'b' }, value: 2 }];
    expect(await scraped(registry)).toEqual(['g{queue="b"} 2']);
  });

  it('without labels shows nothing, instead of 0, where there is no sample or the read fails', async () => {
    const registry = new Registry();
    let samples = (): Promise<{ labels: object; value: number }[]> => Promise.resolve([{ labels: {}, value: 3 }]);
    registerGauge(registry, { name: 'g', help: 'h', labelNames: [], samples: () => samples() });
    expect(await scraped(registry)).toEqual(['g 3']);
    samples = () => Promise.resolve([]);
    expect(await scraped(registry)).toEqual([]);
    samples = () => Promise.reject(new Error('down'));
    expect(await scraped(registry)).toEqual([]);
  });
});
