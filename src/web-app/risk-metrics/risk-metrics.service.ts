import { Injectable } from '@nestjs/common';
import { AssetsService } from '../../assets';
import { riskMetrics } from '../../index-methods';
import { DatedRiskMetrics, IndexHistory } from '../../index-values';
import { PriceHistory } from '../../prices';
import { DatedSeries } from '../dated-series';
import { addDays } from '../../platform/utils/days';
import { DefaultIndexService } from '../default-index.service';
import { riskMetricsRow } from './risk-metrics-row';
import { StrategyRiskDto, RiskMetricsQuery } from './risk-metrics.dto';

/** Risk metrics as the web app reads them, by the one convention: of a window, or since inception day by day. */
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

  /** From the last level that is at least `days` calendar days old, or the first there is, to the last one. */
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
