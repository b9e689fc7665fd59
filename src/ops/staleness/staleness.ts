import { Injectable, OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { ASSET_KINDS, AssetKind } from '../../assets';
import { AlertWatch } from '../../platform/alerting';
import { Clock } from '../../platform/utils/clock';
import { AppConfig } from '../../platform/config';
import { MetricsRegistry } from '../../platform/metrics';
import { KindStaleness, StalenessRepository } from './staleness.repository';

/** Prices change once a day. */
const FRESH_MS = 60_000;

/** Says how old prices are: in metrics, and in an alert for each kind of assets. */
@Injectable()
export class Staleness implements OnModuleInit {
  private known: { readonly at: number; readonly kinds: Promise<KindStaleness[]> } | undefined;

  constructor(
    private readonly repository: StalenessRepository,
    private readonly watch: AlertWatch,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly registry: MetricsRegistry,
  ) {}

  onModuleInit(): void {
    for (const kind of ASSET_KINDS) {
      this.watch.add({ cause: 'stale-data', subject: kind, check: () => this.whatIsWrong(kind) });
    }
    this.export('prices_newest_age_days', 'Calendar days since the newest price of a kind', ({ newest }) => newest);
    this.export('prices_stale_assets', 'Active assets without a price of late, by kind', ({ stale }) => stale);
  }

  private async whatIsWrong(kind: AssetKind): Promise<string | undefined> {
    const found = (await this.read()).find((each) => each.kind === kind);
    if (!found || found.stale === 0) return undefined;
    const more = found.stale > found.symbols.length ? ', ...' : '';
    const { staleDays } = this.config.alerts;
    return `${found.stale} active ${kind} asset(s) without a price of the last ${staleDays} days: ${found.symbols.join(', ')}${more}.`;
  }

  /** At most once a minute, for all who ask. */
  private read(): Promise<KindStaleness[]> {
    const now = this.clock.now();
    if (this.known && now - this.known.at < FRESH_MS) return this.known.kinds;
    const today = new Date(now).toISOString().slice(0, 10);
    const kinds = this.repository.read(today, this.config.alerts.staleDays);
    this.known = { at: now, kinds };
    kinds.catch(() => (this.known = undefined));
    return kinds;
  }

  private export(name: string, help: string, value: (kind: KindStaleness) => number | null): void {
    const read = (): Promise<KindStaleness[]> => this.read();
    new Gauge({
      name,
      help,
      labelNames: ['kind'],
      registers: [this.registry],
      async collect(): Promise<void> {
        this.reset();
        for (const each of await read().catch(() => [])) {
          const known = value(each);
          if (known !== null) this.set({ kind: each.kind }, known);
        }
      },
    });
  }
}
