import { ApiService } from '../api-service';
import { Axios } from '../axios';
import { Browser } from '../browser';
import { fixed, list, number, percent, text } from '../shown';
import { StatusPanels } from './status-panels';

type Config = Readonly<Record<string, unknown>>;

const FRACTIONS = [
  'momentum_weight',
  'market_cap_weight',
  'risk_parity_weight',
  'max_daily_return',
  'min_daily_return',
  'daily_drop_threshold',
];

/** The page /admin, whose strategy panel speaks through axios. */
export class AdminPage {
  private readonly axios: Axios;
  private readonly api: ApiService;
  readonly panels: StatusPanels;

  constructor(browser: Browser) {
    this.axios = new Axios(browser);
    this.api = new ApiService(browser);
    this.panels = new StatusPanels(browser);
  }

  /** Both calls have to succeed, or the panel is empty. */
  async strategy(): Promise<{ readonly config: Config; readonly shown: readonly string[] }> {
    const [config, { metrics }] = await Promise.all([
      this.axios.request<Config>('GET', '/strategy/config'),
      this.axios.request<{ metrics: readonly Config[] }>('GET', '/strategy/risk-metrics?limit=30'),
    ]);
    const [newest] = list(metrics);
    const drawdowns = ['max_drawdown', 'current_drawdown'].map((name) => `${name} ${percent(newest?.[name])}`);
    const ratios = ['sharpe_ratio', 'sortino_ratio'].map((name) => `${name} ${fixed(newest?.[name])}`);
    const confidence = config['ai_confidence_score'];
    return {
      config,
      shown: [
        ...FRACTIONS.map((name) => `${name} ${percent(config[name])}`),
        `min_price_threshold ${number(config['min_price_threshold'])}`,
        `rebalance_frequency ${text(config['rebalance_frequency'])}`,
        ...(config['ai_adjusted'] === true && typeof confidence === 'number' ? [percent(confidence)] : []),
        ...ratios,
        ...drawdowns,
      ],
    };
  }

  /** Sends the whole object back that it got, with what was changed in the form. */
  save(config: Config, change: Config): Promise<unknown> {
    return this.axios.request('PUT', '/strategy/config?recompute=true', { ...config, ...change });
  }

  rebalance(): Promise<unknown> {
    return this.axios.request('POST', '/strategy/rebalance?force=true');
  }

  async recalculate(): Promise<string> {
    type Answer = Readonly<{ status: string; error?: string }>;
    const { status, error } = await this.axios.request<Answer>('POST', '/diagnostics/recalculate-index');
    return status === 'success' ? 'Index recalculated' : `Failed: ${String(error)}`;
  }
}
