import { startTestApp, TestApp } from '../../support/app';
import { CsvMarket, weekdays } from '../../support/csv-market';
import { FakeVendor, good, raw, startFakeVendor, vendorError } from '../../support/fake-vendor';
import { selectRows } from '../../support/stored-prices';
import { RefreshClient } from './refresh-client';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];
const SOURCES = `select symbol, source, count(*)::int as rows from prices join assets a on a.id = asset_id group by 1, 2 order by 1, 2`;

describe('a refresh with a file behind the vendor', () => {
  let vendor: FakeVendor;
  let market: CsvMarket;
  let service: TestApp;
  let client: RefreshClient;

  const sources = (): Promise<object[]> => selectRows(service.database.url, SOURCES);

  beforeAll(async () => {
    vendor = await startFakeVendor();
    market = await CsvMarket.open();
    await market.say(SYMBOLS, weekdays('2024-03-04', 10));
    service = await startTestApp({
      ...market.environment,
      MARKET_DATA_PROVIDERS: 'twelvedata,csv',
      TWELVEDATA_API_KEY: 'a-key-of-nobody',
      TWELVEDATA_BASE_URL: vendor.url,
      TWELVEDATA_CREDITS_PER_MINUTE: '1000',
    });
    client = new RefreshClient(service.url);
    await client.addAssets(SYMBOLS);
  });
  afterAll(async () => {
    await service.close();
    await vendor.close();
    await market.close();
  });

  it('takes from the file only the asset that the vendor has not, and each row says who spoke', async () => {
    vendor.script(good({ BBB: () => vendorError(404, '**symbol** is invalid') }));
    const run = await client.refresh({ from: '2024-03-04', to: '2024-03-08' });
    expect(run).toMatchObject({
      status: 'succeeded',
      completeness: 'complete',
      outcomes: [
        { symbol: 'AAA', provider: 'twelvedata' },
        { symbol: 'BBB', provider: 'csv' },
        { symbol: 'CCC', provider: 'twelvedata' },
      ],
    });
    expect(await sources()).toEqual([
      { symbol: 'AAA', source: 'twelvedata', rows: 5 },
      { symbol: 'BBB', source: 'csv', rows: 5 },
      { symbol: 'CCC', source: 'twelvedata', rows: 5 },
    ]);
  });

  it('takes all from the file when the vendor is away', async () => {
    vendor.script(raw(503, ''));
    const run = await client.refresh({ assets: ['BBB'], from: '2024-03-11', to: '2024-03-15' });
    expect(run).toMatchObject({ status: 'succeeded', outcomes: [{ symbol: 'BBB', provider: 'csv', new: 5 }] });
  });
});
