import Redis, { Cluster } from 'ioredis';
import { AppConfig, ProviderName } from '../platform/config';
import { ExchangeCalendar } from '../platform/utils/exchange-calendar';
import { CsvProvider } from './csv-provider';
import { DemoProvider } from './demo-provider';
import { FailOverProvider } from './fail-over-provider';
import { MarketDataProvider } from './market-data-provider';
import { Resilience, USUAL_RESILIENCE } from './resilience';
import { CreditBudget, InProcessCreditBudget, Quota } from './credit-budget';
import { TwelveDataHttpClient } from './twelvedata-client';
import { SharedCreditBudget } from './shared-credit-budget';
import { TwelveDataProvider } from './twelvedata-provider';

/** The providers of this service, by name. */
export class MarketData {
  private readonly byName: ReadonlyMap<string, MarketDataProvider>;

  /** All of them with fail-over, in order: used by a refresh that names no provider. */
  readonly usual: MarketDataProvider;

  /**
   * @param upstreams the resilience of each vendor that is called over the network, by name
   * @param closers end the connections to them
   */
  constructor(
    providers: readonly [MarketDataProvider, ...MarketDataProvider[]],
    readonly upstreams: ReadonlyMap<string, Resilience> = new Map(),
    private readonly closers: readonly (() => Promise<void>)[] = [],
  ) {
    this.byName = new Map(providers.map((provider) => [provider.name, provider]));
    this.usual = providers.length === 1 ? providers[0] : new FailOverProvider(providers);
  }

  get names(): string[] {
    return [...this.byName.keys()];
  }

  /** In the order of fail-over. */
  get all(): readonly MarketDataProvider[] {
    return [...this.byName.values()];
  }

  async close(): Promise<void> {
    await Promise.all(this.closers.map((close) => close()));
  }

  findByName(name: string): MarketDataProvider | undefined {
    return this.byName.get(name);
  }
}

/** Shared by providers that are called over the network. */
interface Network {
  readonly calendar: ExchangeCalendar;
  readonly redis: Redis | Cluster | undefined;
  readonly upstreams: Map<string, Resilience>;
  readonly closers: (() => Promise<void>)[];
}

/**
 * The providers that the configuration names, in its order. The configuration has checked that they are known and complete.
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
  const resilience = new Resilience('twelvedata', USUAL_RESILIENCE);
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
