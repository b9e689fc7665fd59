import { ApiService } from '../api-service';
import { Browser } from '../browser';
import { list, number, text } from '../shown';
import { StatusPanels } from './status-panels';

type Answer = Readonly<Record<string, unknown>>;

/** The page /tasks. */
export class TasksPage {
  private readonly api: ApiService;
  readonly panels: StatusPanels;

  constructor(browser: Browser) {
    this.api = new ApiService(browser);
    this.panels = new StatusPanels(browser);
  }

  refresh(): Promise<Answer> {
    return this.api.post('/background/refresh', { mode: 'smart' });
  }

  compute(): Promise<Answer> {
    return this.api.post('/background/compute', {});
  }

  report(): Promise<Answer> {
    return this.api.post('/background/report', { report_type: 'performance', period_days: 30 });
  }

  cleanup(): Promise<Answer> {
    return this.api.post('/background/cleanup', { days_to_keep: 365 });
  }

  status(taskId: string): Promise<Answer> {
    return this.api.get(`/background/status/${taskId}`);
  }
}

/** The page /diagnostics. */
export class DiagnosticsPage {
  private readonly api: ApiService;
  readonly panels: StatusPanels;

  constructor(browser: Browser) {
    this.api = new ApiService(browser);
    this.panels = new StatusPanels(browser);
  }

  async invalidate(pattern: 'index' | 'market' | '*'): Promise<number> {
    const { invalidated_count } = await this.api.post<Answer>('/diagnostics/cache-invalidate', { pattern });
    return number(invalidated_count);
  }

  async testRefresh(): Promise<string> {
    type Result = Readonly<{ overall_status: string; steps: readonly unknown[] }>;
    const { overall_status, steps } = await this.api.post<Result>('/diagnostics/test-refresh');
    return `${text(overall_status)} in ${list(steps).length} steps`;
  }

  async recalculate(): Promise<string> {
    return text((await this.api.post<Answer>('/diagnostics/recalculate-index'))['status']);
  }
}

/** The page /news: three calls, and none may fail. */
export class NewsPage {
  private readonly api: ApiService;

  constructor(browser: Browser) {
    this.api = new ApiService(browser);
  }

  async load(): Promise<{ readonly articles: readonly string[]; readonly trending: readonly string[] }> {
    const { allocations } = await this.api.get<{ allocations: readonly { symbol: string }[] }>('/index/current');
    const symbols = list(allocations).map(({ symbol }) => symbol);
    const [articles, trending] = await Promise.all([
      this.api.get<readonly Answer[]>(`/news/search?symbols=${symbols.join(',')}&limit=50`),
      this.api.get<readonly Answer[]>('/news/trending'),
    ]);
    return {
      articles: list(articles).map(({ title, symbols: named }) => `${text(title)} ${list(named as string[]).join()}`),
      trending: list(trending).map(({ symbol }) => text(symbol)),
    };
  }
}

const FORM = {
  min_market_cap: 1_000_000_000,
  max_assets: 50,
  volatility_threshold: 0.3,
  correlation_threshold: 0.7,
  use_momentum: true,
  use_value: false,
  risk_tolerance: 'moderate',
  include_commodities: true,
  include_bonds: true,
};

/** The page /strategy: a form of fields that no strategy has, saved by POST together with all that was loaded. */
export class StrategyPage {
  private readonly api: ApiService;

  constructor(browser: Browser) {
    this.api = new ApiService(browser);
  }

  load(): Promise<Answer> {
    return this.api.get('/strategy/config');
  }

  async save(loaded: Answer): Promise<Answer> {
    const saved = await this.api.post<Answer>('/strategy/config', { ...FORM, ...loaded });
    await this.api.post('/strategy/rebalance');
    return saved;
  }
}
