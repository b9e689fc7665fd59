import { Injectable, OnModuleInit } from '@nestjs/common';
import { ASSET_KINDS, AssetKind } from '../assets';
import { AlertWatch } from '../platform/alerting';
import { AppConfig } from '../platform/config';
import { MetricsRegistry } from '../platform/metrics';
import { Clock } from '../platform/utils/clock';
import { ExchangeCalendar } from '../platform/utils/exchange-calendar';
import { memoize } from '../platform/utils/memoize';
import { shortList } from '../platform/utils/short-list';
import { registerGauge } from './gauges';
import { KindStaleness, OpsRepository } from './ops.repository';

/** Prices change once a day. */
const TTL_MS = 60_000;

/** Shows the age of prices: as metrics, and as an alert for each kind of asset. */
@Injectable()
export class Staleness implements OnModuleInit {
  private readonly read = memoize(
    TTL_MS,
    () => {
      const today = this.calendar.now().today;
      return this.repository.staleness(today, this.config.alerts.staleDays);
    },
    () => this.clock.now(),
  );

  constructor(
    private readonly repository: OpsRepository,
    private readonly watch: AlertWatch,
    private readonly clock: Clock,
    private readonly calendar: ExchangeCalendar,
    private readonly config: AppConfig,
    private readonly registry: MetricsRegistry,
  ) {}

  onModuleInit(): void {
    for (const kind of ASSET_KINDS) {
      this.watch.add({ cause: 'stale-data', subject: kind, check: () => this.findStale(kind) });
    }
    this.register(
      'prices_newest_age_days',
      'Calendar days since the newest price of the assets that refreshes fetch, by kind',
      ({ newest }) => newest,
    );
    this.register(
      'prices_stale_assets',
      'Assets that refreshes fetch and that have no recent price, by kind',
      ({ stale }) => stale,
    );
  }

  private async findStale(kind: AssetKind): Promise<string | undefined> {
    const found = (await this.read()).find((each) => each.kind === kind);
    if (!found || found.stale === 0) return undefined;
    const { stale, symbols } = found;
    const assets = stale === 1 ? 'asset has' : 'assets have';
    return `${stale} ${kind} ${assets} no price of the last ${this.config.alerts.staleDays} days: ${shortList(symbols, stale)}.`;
  }

  private register(name: string, help: string, valueOf: (kind: KindStaleness) => number | null): void {
    registerGauge(this.registry, {
      name,
      help,
      labelNames: ['kind'],
      samples: async () =>
        (await this.read()).flatMap((each) => {
          const value = valueOf(each);
          return value === null ? [] : [{ labels: { kind: each.kind }, value }];
        }),
    });
  }
}
