import { Injectable } from '@nestjs/common';
import { AssetsService } from '../../assets';
import { riskMetrics } from '../../index-methods';
import { DatedRiskMetrics, IndexHistory } from '../../index-values';
import { addDays } from '../../platform/utils/days';
import { PriceHistory } from '../../prices';
import { DatedSeries } from '../dated-series';
import { DefaultIndexService } from '../default-index.service';
import { StrategyRiskRowDto, StrategyRiskDto, RiskMetricsQuery } from './risk-metrics.dto';

/**
 * A row as the web app reads it. The web app fails when one of five numbers is null, and when beta or correlation is
 * null instead of absent: a row without one of the five is omitted, and so is every other undefined number.
 */
function riskMetricsRow(metrics: DatedRiskMetrics): StrategyRiskRowDto | undefined {
  const { total_return, sharpe_ratio, sortino_ratio, max_drawdown, current_drawdown } = metrics;
  if (total_return === null || sharpe_ratio === null || sortino_ratio === null) return undefined;
  if (max_drawdown === null || current_drawdown === null) return undefined;
  return {
    date: metrics.date,
    ...{ total_return, sharpe_ratio, sortino_ratio, max_drawdown, current_drawdown },
    ...present('annualized_return', metrics.annualized_return),
    ...present('volatility', metrics.volatility),
    ...present('var_95', metrics.var_95),
    ...present('var_99', metrics.var_99),
    ...present('beta_sp500', metrics.beta),
    ...present('correlation_sp500', metrics.correlation),
  };
}

function present<Name extends string>(name: Name, value: number | null): Partial<Record<Name, number>> {
  const entry: Partial<Record<Name, number>> = {};
  if (value !== null) Object.assign(entry, { [name]: value });
  return entry;
}

/** Risk metrics of a window, or since inception day by day. */
@Injectable()
export class RiskMetricsService {
  constructor(
    private readonly index: DefaultIndexService,
    private readonly history: IndexHistory,
    private readonly assets: AssetsService,
    private readonly prices: PriceHistory,
  ) {}

  async find({ days, limit }: RiskMetricsQuery): Promise<StrategyRiskDto> {
    const rows = days === undefined ? await this.sinceInception(limit) : await this.ofWindow(days);
    const metrics = rows.map(riskMetricsRow).filter((row) => row !== undefined);
    return metrics.length === 0 ? { message: 'No risk metrics available', metrics } : { metrics };
  }

  private async sinceInception(limit: number): Promise<DatedRiskMetrics[]> {
    return this.history.newestRiskMetrics((await this.index.get()).id, limit);
  }

  /** From the last level that is at least `days` calendar days old, or from the first level, to the newest one. */
  private async ofWindow(days: number): Promise<DatedRiskMetrics[]> {
    const levels = await this.index.levels();
    const date = levels.dates.at(-1);
    if (date === undefined) return [];
    const start = Math.max(
      levels.dates.findLastIndex((day) => day <= addDays(date, -days)),
      0,
    );
    const window = { dates: levels.dates.slice(start), values: levels.values.slice(start) };
    return [{ date, ...riskMetrics(window, await this.benchmark(window.dates[0] ?? date, date)) }];
  }

  private async benchmark(from: string, to: string): Promise<DatedSeries | undefined> {
    const { benchmark } = await this.index.get();
    const [asset] = benchmark === null ? [] : await this.assets.findBySymbols([benchmark]);
    return asset && this.prices.closesOf(asset.id, from, to);
  }
}
