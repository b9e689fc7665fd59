import { FailOverProvider } from './fail-over-provider';
import { MarketDataProvider } from './market-data-provider';
import { Resilience } from './resilience';

/** The providers of this service, by name. */
export class MarketData {
  private readonly byName: ReadonlyMap<string, MarketDataProvider>;

  /** The first of them, behind it the others: what a refresh uses if it names no provider. */
  readonly usual: MarketDataProvider;

  /**
   * @param upstreams what stands between us and each vendor that is asked over the network, by name
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

  /** In the order in which they are asked. */
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
