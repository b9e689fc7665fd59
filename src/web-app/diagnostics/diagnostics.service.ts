import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/utils/clock';
import { addDays, daysBetween, weekday } from '../../platform/utils/days';
import { ExchangeCalendar } from '../../platform/utils/exchange-calendar';
import { memoize } from '../../platform/utils/memoize';
import { PriceCoverage } from '../../prices';
import { RunsService } from '../../runs';
import { DefaultIndexService } from '../default-index.service';
import { DatabaseStatusDto, RefreshStatusDto, TableDto } from './diagnostics.dto';
import { DiagnosticsRepository, FetchedPrices, TableSummary } from './diagnostics.repository';

/** Several parts of one page request it at once. */
const TTL_MS = 2_000;

interface Summary {
  readonly tables: readonly TableSummary[];
  /** Whether the index has at least two levels, which a simulation needs. */
  readonly ready: boolean;
  readonly hasBenchmark: boolean;
  /** Imports bring the prices of the other assets, so a refresh is not due because of them. */
  readonly fetched: FetchedPrices;
}

/** Row counts and the age of prices. Works without an index, too. */
@Injectable()
export class DiagnosticsService {
  private summary = this.newSummary();
  private version: number | undefined;

  constructor(
    private readonly repository: DiagnosticsRepository,
    private readonly clock: Clock,
    private readonly calendar: ExchangeCalendar,
    private readonly prices: PriceCoverage,
    private readonly index: DefaultIndexService,
    private readonly runs: RunsService,
  ) {}

  async database(): Promise<DatabaseStatusDto> {
    const { tables, ready } = await this.current();
    return {
      timestamp: new Date(this.clock.now()).toISOString(),
      tables: Object.fromEntries(tables.map((table) => [table.name, tableOf(table)])),
      simulation_ready: ready,
      message: ready ? 'The index has levels' : 'The index has no levels yet: refresh prices',
    };
  }

  async refresh(): Promise<RefreshStatusDto> {
    const { tables, hasBenchmark, fetched } = await this.current();
    const latest = fetched.latest ?? tables.find(({ name }) => name === 'prices')?.latest ?? null;
    const due = this.newestSession();
    const needsUpdate = latest === null || (fetched.any && (fetched.latest ?? '') < due);
    return {
      assets: { count: tables.find(({ name }) => name === 'assets')?.rows ?? 0, has_benchmark: hasBenchmark },
      prices: {
        latest_date: latest,
        days_old: latest === null ? null : this.daysSince(latest),
        needs_update: needsUpdate,
      },
      recommendation: recommendationOf(needsUpdate, fetched, due),
    };
  }

  /** The last weekday with a completed session. Holidays are unknown, so a refresh may be recommended after one. */
  private newestSession(): string {
    let day = this.calendar.lastCompletedSession();
    while ([0, 6].includes(weekday(day))) day = addDays(day, -1);
    return day;
  }

  private daysSince(day: string): number {
    return daysBetween(day, new Date(this.clock.now()).toISOString().slice(0, 10));
  }

  /** Pages load it again as soon as a refresh has ended, so a summary of an older data version is not used. */
  private async current(): Promise<Summary> {
    const { version } = await this.runs.dataVersion();
    if (version !== this.version) this.summary = this.newSummary();
    this.version = version;
    return this.summary();
  }

  private newSummary(): () => Promise<Summary> {
    return memoize(TTL_MS, () => this.summarize());
  }

  private async summarize(): Promise<Summary> {
    const index = await this.index.find();
    const levels = index && (await this.index.levels());
    const benchmark = index?.benchmark ?? undefined;
    return {
      tables: await this.repository.tables(),
      fetched: await this.repository.fetched(),
      ready: levels !== undefined && levels.dates.length > 1,
      hasBenchmark: benchmark !== undefined && (await this.prices.hasPrices(benchmark)),
    };
  }
}

function recommendationOf(needsUpdate: boolean, fetched: FetchedPrices, due: string): string {
  if (needsUpdate) return `Refresh: the session of ${due} is completed`;
  return fetched.any ? 'Prices are up to date' : 'Import newer prices: no asset is fetched by a refresh';
}

function tableOf({ rows, earliest, latest, name }: TableSummary): TableDto {
  const dated = name !== 'users' && name !== 'assets';
  return {
    count: rows,
    status: rows > 0 ? 'OK' : 'EMPTY',
    ...(dated ? { earliest_date: earliest, latest_date: latest } : {}),
  };
}
