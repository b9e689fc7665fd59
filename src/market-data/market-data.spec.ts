import { AppConfig } from '../platform/config';
import { Clock } from '../platform/utils/clock';
import { ExchangeCalendar } from '../platform/utils/exchange-calendar';
import { MarketData, createMarketData } from './market-data';

function marketDataOf(environment: Record<string, string>): MarketData {
  const config = AppConfig.fromEnvironment(environment);
  return createMarketData(config, new ExchangeCalendar(config.prices.exchange, new Clock()));
}

describe('the choice of providers', () => {
  it('is the demo market without a key, and Twelve Data with one', () => {
    expect(marketDataOf({}).usual.name).toBe('demo');
    expect(marketDataOf({ TWELVEDATA_API_KEY: 'some-key' }).usual.name).toBe('twelvedata');
  });

  it('puts the later ones behind the first, and finds each by its name', () => {
    const marketData = marketDataOf({
      MARKET_DATA_PROVIDERS: 'twelvedata, csv',
      TWELVEDATA_API_KEY: 'some-key',
      MARKET_DATA_CSV_PATH: '/nowhere',
    });
    expect(marketData.usual.name).toBe('twelvedata,csv');
    expect(marketData.names).toEqual(['twelvedata', 'csv']);
    expect(marketData.findByName('csv')?.name).toBe('csv');
    expect(marketData.findByName('demo')).toBeUndefined();
    expect(marketData.upstreams.get('twelvedata')?.breakerState()).toBe('closed');
  });
});
