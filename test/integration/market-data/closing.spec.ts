import { createServer } from 'node:http';
import { MarketData } from '../../../src/market-data';
import { startTestApp } from '../../support/app';
import { startFakeVendor } from '../../support/fake-vendor';
import { until } from '../../support/until';

it('closes the connections to vendors with the service, which they would keep for ten seconds', async () => {
  const server = createServer();
  server.keepAliveTimeout = 60_000;
  const vendor = await startFakeVendor(server);
  const open = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  const service = await startTestApp({ TWELVEDATA_API_KEY: 'some-key', TWELVEDATA_BASE_URL: vendor.url });
  const marketData = service.app.get(MarketData);
  try {
    await marketData.usual.fetchDailyBars({ symbols: ['AAPL'], from: '2024-03-04', to: '2024-03-05' });
    expect(await open()).toBe(1);
  } finally {
    await service.close();
  }
  try {
    await until(async () => (await open()) === 0, 'the connection is closed', 5_000);
  } finally {
    await vendor.close();
  }
});
