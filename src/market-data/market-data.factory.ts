import Redis, { Cluster } from 'ioredis';
import { AppConfig, ProviderName } from '../platform/config';
import { ExchangeCalendar } from '../platform/utils/exchange-calendar';
import { CsvProvider } from './csv/csv-provider';
import { DemoProvider } from './demo/demo-provider';
import { MarketData } from './market-data';
import { MarketDataProvider } from './market-data-provider';
import { Resilience, USUAL_RESILIENCE, createResilience } from './resilience';
import { CreditBudget, InProcessCreditBudget, Quota } from './twelvedata/credit-budget';
import { TwelveDataHttpClient } from './twelvedata/http-client';
import { SharedCreditBudget } from './twelvedata/shared-credit-budget';
import { TwelveDataProvider } from './twelvedata/twelvedata-provider';

/** What providers that are asked over the network share. */
interface Network {
  readonly calendar: ExchangeCalendar;
  readonly redis: Redis | Cluster | undefined;
  readonly upstreams: Map<string, Resilience>;
  readonly closers: (() => Promise<void>)[];
}

/**
 * The providers that the configuration names, in its order. That they are known, and have what they need, is for the
 * configuration to check.
 */
export function createMarketData(config: AppConfig, calendar: ExchangeCalendar, redis?: Redis | Cluster): MarketData {
  const network: Network = { calendar, redis, upstreams: new Map(), closers: [] };
  const [first, ...others] = config.marketData.providers.map((name) => createProvider(name, config, network));
  if (!first) throw new Error('The configuration names no provider');
  return new MarketData([first, ...others], network.upstreams, network.closers);
}

function createProvider(name: ProviderName, config: AppConfig, network: Network): MarketDataProvider {
  if (name === 'demo') return new DemoProvider(() => network.calendar.lastCompletedSession());
  if (name === 'csv') return createCsv(config);
  return createTwelveData(config, network);
}

function createCsv({ marketData }: AppConfig): CsvProvider {
  if (marketData.csvPath === undefined) throw new Error('The configuration names no file for csv');
  return new CsvProvider(marketData.csvPath);
}

function createTwelveData({ marketData, rateLimit }: AppConfig, network: Network): TwelveDataProvider {
  const { apiKey, baseUrl, quota } = marketData.twelveData;
  if (apiKey === undefined) throw new Error('The configuration has no key for twelvedata');
  const resilience = createResilience('twelvedata', USUAL_RESILIENCE);
  const http = new TwelveDataHttpClient(baseUrl, apiKey);
  network.upstreams.set('twelvedata', resilience);
  network.closers.push(() => http.close());
  return new TwelveDataProvider(http, budgetOf(quota, rateLimit.instances, network.redis), resilience);
}

/** One for all instances where there is a Redis, else one for this process. */
function budgetOf(quota: Quota, instances: number, redis: Redis | Cluster | undefined): CreditBudget {
  if (redis === undefined) return new InProcessCreditBudget(quota);
  return new SharedCreditBudget('twelvedata', redis, quota, instances);
}
