import { ApiService } from '../api-service';
import { Browser } from '../browser';
import { list, number, text } from '../shown';

export interface DatabaseStatus {
  readonly timestamp: string;
  readonly tables: Readonly<Record<string, { count: number; status: string; latest_date?: string | null }>>;
  readonly simulation_ready: boolean;
  readonly message: string;
}

interface RefreshStatus {
  readonly assets: { readonly count: number; readonly has_benchmark: boolean };
  readonly prices: {
    readonly latest_date?: string | null;
    readonly days_old: number | null;
    readonly needs_update: boolean;
  };
  readonly recommendation: string;
}

interface CacheStatus {
  readonly status: string;
  readonly message: string;
  readonly timestamp: string;
  readonly stats?: { readonly total_entries: number; readonly hit_rate?: number; readonly memory_usage?: string };
}

interface Active {
  readonly active: Readonly<Record<string, readonly { id: string; name: string; args: readonly unknown[] }[]>>;
  readonly stats: Readonly<Record<'total_active' | 'total_scheduled' | 'total_reserved', number>>;
}

/** What several pages show of the service: its database, its prices, its cache and its tasks. */
export class StatusPanels {
  private readonly api: ApiService;

  constructor(browser: Browser) {
    this.api = new ApiService(browser);
  }

  async database(): Promise<string[]> {
    const { timestamp, tables, simulation_ready, message } =
      await this.api.get<DatabaseStatus>('/diagnostics/database-status');
    if (Number.isNaN(Date.parse(timestamp))) throw new RangeError('Invalid Date');
    return [
      ...Object.entries(tables).map(
        ([name, { count, status, latest_date }]) =>
          `${name} ${number(count).toLocaleString('en')} ${text(status)} ${latest_date ?? '-'}`,
      ),
      `${simulation_ready ? 'ready' : 'not ready'}: ${text(message)}`,
    ];
  }

  async refreshStatus(): Promise<string> {
    const { assets, prices, recommendation } = await this.api.get<RefreshStatus>('/diagnostics/refresh-status');
    const age = prices.days_old === null ? '-' : number(prices.days_old);
    return `${number(assets.count)} ${assets.has_benchmark} ${prices.latest_date ?? '-'} ${age} ${prices.needs_update} ${text(recommendation)}`;
  }

  async cache(): Promise<string> {
    const { status, message, timestamp, stats } = await this.api.get<CacheStatus>('/diagnostics/cache-status');
    if (Number.isNaN(Date.parse(timestamp))) throw new RangeError('Invalid Date');
    const entries = stats === undefined ? '' : number(stats.total_entries).toLocaleString('en');
    return `${text(status)} ${entries} ${stats?.memory_usage ?? '-'}: ${text(message)}`;
  }

  /** Names of the tasks under way; without `stats` the page ends. */
  async active(): Promise<{ readonly names: readonly string[]; readonly total: number }> {
    const { active, stats } = await this.api.get<Active>('/background/active');
    const names = Object.values(active).flatMap((tasks) =>
      list(tasks).map(({ id, name, args }) => `${text(id)} ${text(name)} ${list(args).join()}`),
    );
    return { names, total: number(stats.total_active) + number(stats.total_scheduled) + number(stats.total_reserved) };
  }

  /** Always shown as "Refresh Complete". */
  async smartRefresh(mode: 'auto' | 'full' | 'minimal' | 'cached', force = false): Promise<string> {
    type Answer = Readonly<{ message: string; mode?: string; features?: readonly string[]; note?: string }>;
    const query = `?mode=${mode}${force ? '&force=true' : ''}`;
    const answer = await this.api.post<Answer>(`/manual/smart-refresh${query}`);
    return [text(answer.message), answer.mode ?? '', list(answer.features ?? []).join(), answer.note ?? ''].join(' | ');
  }
}
