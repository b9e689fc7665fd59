import { setTimeout as pause } from 'node:timers/promises';
import { ApiService } from '../api-service';
import { Browser } from '../browser';
import { day, fixed, list, number, percent, text } from '../shown';
import { StatusPanels } from './status-panels';

interface Series {
  readonly series: readonly { readonly date: string; readonly value: number }[];
}

interface RiskMetrics {
  readonly metrics: readonly Readonly<Record<string, number>>[];
}

interface Current {
  readonly allocations: readonly {
    readonly symbol: string;
    readonly weight: number;
    readonly sector?: string | null;
  }[];
}

interface TaskStatus {
  readonly status: string;
  readonly error?: string;
}

/** What the page shows after a click of a refresh button. */
interface Clicked {
  readonly notice: string;
  readonly newestDay: string;
  /** The data-quality box. */
  readonly prices: string;
}

const POLLS = 30;
const POLL_MS = 1_000;

/** The page /dashboard, with what it draws as texts. */
export class DashboardPage {
  private readonly api: ApiService;
  readonly panels: StatusPanels;

  constructor(browser: Browser) {
    this.api = new ApiService(browser);
    this.panels = new StatusPanels(browser);
  }

  async load(): Promise<{
    readonly chart: readonly (readonly [string, number])[];
    readonly holdings: readonly string[];
    readonly currencies: readonly string[];
    readonly benchmark: readonly (readonly [string, number])[];
    readonly risk: readonly string[];
  }> {
    const [history, current, currencies] = await Promise.all([
      this.api.get<Series>('/index/history'),
      this.api.get<Current>('/index/current'),
      this.api.get<Record<string, string>>('/index/currencies'),
    ]);
    return {
      chart: points(history),
      holdings: list(current.allocations).map(
        ({ symbol, weight, sector }) => `${text(symbol)} ${percent(weight)} ${sector ?? 'Unknown'}`,
      ),
      currencies: Object.entries(currencies).map(([code, name]) => `${code} ${text(name)}`),
      benchmark: points(await this.api.get<Series>('/benchmark/sp500').catch(() => ({ series: [] }))),
      risk: await this.risk(365),
    };
  }

  /** What the cards show. Beta and correlation may be absent; null would end the page. */
  async risk(days: number): Promise<string[]> {
    const { metrics } = await this.api.get<RiskMetrics>(`/strategy/risk-metrics?days=${days}`);
    const [newest] = list(metrics);
    if (newest === undefined) return [];
    const optional = ['beta_sp500', 'correlation_sp500'].filter((name) => newest[name] !== undefined);
    const volatility = newest['volatility'];
    return [
      `total ${percent(newest['total_return'])}`,
      `sharpe ${fixed(newest['sharpe_ratio'])}`,
      `drawdown ${percent(newest['max_drawdown'])}`,
      ...(volatility === undefined ? [] : [`volatility ${percent(volatility)}`]),
      ...optional.map((name) => `${name} ${fixed(newest[name])}`),
    ];
  }

  /** The final money, and the return as the page computes it. */
  async simulate(amount = 10_000, start_date = '2019-01-01', currency = 'USD'): Promise<string> {
    const body = { amount, start_date, currency };
    const answer = await this.api.post<{ end_value: number; currency?: string }>('/index/simulate', body);
    const roi = (number(answer.end_value) / amount - 1) * 100;
    return `${answer.currency ?? currency} ${answer.end_value.toFixed(2)}, ${roi.toFixed(2)} %`;
  }

  async track(symbol: string): Promise<readonly (readonly [string, number])[]> {
    return points(await this.api.get<Series>(`/index/assets/${symbol}/history`));
  }

  /** Asks how its task is until it has ended, then loads anew. */
  async refresh(): Promise<string> {
    const { task_id } = await this.api.post<{ task_id: string }>('/background/refresh', { mode: 'smart' });
    for (let poll = 0; poll < POLLS; poll++) {
      const { status, error } = await this.api.get<TaskStatus>(`/background/status/${text(task_id)}`);
      if (status === 'SUCCESS') return status;
      if (status === 'FAILURE') throw new Error(error ?? 'Task failed');
      await pause(POLL_MS);
    }
    throw new Error('Task timeout');
  }

  /**
   * One click of a refresh button of the panels: two requests at once. The notice of the panel is shown, and all is loaded
   * again when both have succeeded; when one fails, the page keeps what it shows.
   */
  async click(mode: 'auto' | 'full' | 'minimal' | 'cached', force = false): Promise<Clicked> {
    const [, notice] = await Promise.all([this.refresh(), this.panels.smartRefresh(mode, force)]);
    const [{ chart }, prices] = await Promise.all([this.load(), this.panels.refreshStatus()]);
    return { notice, newestDay: chart.at(-1)?.[0] ?? '', prices };
  }

  /** Advanced analytics: the last point of the comparison, in percent, and the risk of three windows. */
  async analytics(): Promise<{ readonly compared: readonly string[]; readonly risk: readonly (readonly string[])[] }> {
    type Point = Readonly<Record<'portfolio_return' | 'benchmark_return', number> & { date: string }>;
    const { series } = await this.api.get<{ series: readonly Point[] }>('/benchmark/compare');
    const compared = list(series).map(
      (point) => `${day(point.date)} ${fixed(point.portfolio_return)} ${fixed(point.benchmark_return)}`,
    );
    return { compared, risk: await Promise.all([30, 90, 365].map((days) => this.risk(days))) };
  }

  rebalance(): Promise<unknown> {
    return this.api.post('/strategy/rebalance');
  }
}

/** A level of 0 counts as missing. */
function points({ series }: Series): (readonly [string, number])[] {
  return list(series)
    .filter(({ value }) => number(value) !== 0)
    .map(({ date, value }) => [day(date), value] as const);
}
