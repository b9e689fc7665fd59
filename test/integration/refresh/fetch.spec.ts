import { AssetsService } from '../../../src/assets';
import { BarsRequest, FetchOutcome, MarketDataProvider } from '../../../src/market-data';
import { runInContext } from '../../../src/platform/request-context';
import { FetchService } from '../../../src/refresh/fetch.service';
import { TestApp, startTestApp } from '../../support/app';
import { storePrices } from '../../support/stored-prices';

const DAYS = ['2024-03-04', '2024-03-05', '2024-03-06'];
const SYMBOLS = ['AAA', 'BBB', 'CCC', 'DDD'];

/** All closes are half of what is stored, as after a split. */
class Halved implements MarketDataProvider {
  readonly name = 'halved';
  readonly facts = { adjustment: 'splits', timeZone: 'UTC', currency: 'USD', historyFrom: '2020-01-01' } as const;
  readonly asked: { from: string; symbols: readonly string[] }[] = [];

  fetchDailyBars({ symbols, from, onProgress }: BarsRequest): Promise<FetchOutcome[]> {
    this.asked.push({ from, symbols });
    const bars = DAYS.map((date) => ({ date, close: '5' }));
    symbols.forEach((_symbol, done) => onProgress?.(done + 1, symbols.length));
    return Promise.resolve(
      symbols.map((symbol) => ({ kind: 'bars', symbol, provider: this.name, currency: 'USD', bars })),
    );
  }
}

describe('fetching what a refresh needs', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
    const closes = SYMBOLS.flatMap((symbol) => DAYS.map((date) => ({ symbol, date, close: 10 })));
    await storePrices(service.database.url, closes);
  });

  afterAll(() => service.close());

  it('fetches nothing for a period that has not begun yet', async () => {
    const provider = new Halved();
    await runInContext('test', async () => {
      const assets = await service.app.get(AssetsService, { strict: false }).findBySymbols(SYMBOLS);
      const options = { signal: new AbortController().signal, onProgress: () => undefined };
      const request = { from: '2999-01-01', allowPartial: false };
      const fetcher = service.app.get(FetchService, { strict: false });
      const fetched = await fetcher.fetch({ provider, assets, request }, options);
      expect(fetched).toMatchObject({ bars: [], missing: [] });
    });
    expect(provider.asked).toEqual([]);
  });

  it('fetches a few days, then the whole history of restated assets; its progress never goes back', async () => {
    const provider = new Halved();
    const progress: number[] = [];
    await runInContext('test', async () => {
      const assets = await service.app.get(AssetsService, { strict: false }).findBySymbols(SYMBOLS);
      const options = { signal: new AbortController().signal, onProgress: (done: number) => progress.push(done) };
      const fetcher = service.app.get(FetchService, { strict: false });
      const fetched = await fetcher.fetch({ provider, assets, request: { allowPartial: false } }, options);
      expect(fetched.restated).toEqual(SYMBOLS);
    });
    expect(provider.asked).toEqual([
      { from: '2024-02-25', symbols: SYMBOLS },
      { from: '2020-01-01', symbols: SYMBOLS },
    ]);
    expect(progress).toEqual([1, 2, 3, 4, 4, 4, 4, 4]);
  });
});
