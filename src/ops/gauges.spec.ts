import { Registry } from 'prom-client';
import { registerGauge } from './gauges';

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
