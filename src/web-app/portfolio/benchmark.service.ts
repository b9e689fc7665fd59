import { Injectable } from '@nestjs/common';
import { Asset, AssetsService } from '../../assets';
import { riskMetrics, RiskMetrics } from '../../index-methods';
import { AppError } from '../../platform/errors';
import { PriceHistory } from '../../prices';
import { DatedSeries, rebasedTo, onCommonDays, pointsOf } from '../dated-series';
import { DefaultIndexService } from '../default-index.service';
import { ComparedDto, ComparedPointDto, ComparisonDto, BenchmarkDto, ComparisonQuery } from './benchmark.dto';

/** Compares index and benchmark on the same days, at least two. Returns and volatility are percents. */
export function compare(index: DatedSeries, benchmark: DatedSeries): ComparisonDto {
  const [own, other] = [riskMetrics(index, benchmark), riskMetrics(benchmark)];
  return {
    start_date: index.dates[0] ?? '',
    end_date: index.dates.at(-1) ?? '',
    autoindex: compared(index, own),
    sp500: compared(benchmark, other),
    outperformance: {
      total: percent(difference(own.total_return, other.total_return)),
      annualized: percent(difference(own.annualized_return, other.annualized_return)),
      information_ratio: own.information_ratio,
    },
    series: returnsSinceStart(index, benchmark),
  };
}

function compared(series: DatedSeries, metrics: RiskMetrics): ComparedDto {
  return {
    start_value: 100,
    end_value: rebasedTo(100, series).values.at(-1) ?? Number.NaN,
    total_return: percent(metrics.total_return),
    annualized_return: percent(metrics.annualized_return),
    volatility: percent(metrics.volatility),
    sharpe_ratio: metrics.sharpe_ratio,
  };
}

function returnsSinceStart(index: DatedSeries, benchmark: DatedSeries): ComparedPointDto[] {
  const [own, other] = [rebasedTo(100, index).values, rebasedTo(100, benchmark).values];
  return index.dates.map((date, position) => ({
    date,
    portfolio_return: (own[position] ?? Number.NaN) - 100,
    benchmark_return: (other[position] ?? Number.NaN) - 100,
  }));
}

function difference(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}

function percent(fraction: number | null): number | null {
  return fraction === null ? null : fraction * 100;
}

/** The benchmark of the index, alone and compared with the index. */
@Injectable()
export class BenchmarkService {
  constructor(
    private readonly index: DefaultIndexService,
    private readonly assets: AssetsService,
    private readonly prices: PriceHistory,
  ) {}

  /** From the first day of the index. No points without a benchmark or without levels. */
  async series(): Promise<BenchmarkDto> {
    const benchmark = await this.findBenchmark();
    const levels = await this.index.levels();
    const about = { benchmark_name: benchmark?.name ?? 'Benchmark', benchmark_symbol: benchmark?.symbol ?? null };
    const first = levels.dates[0];
    if (benchmark === undefined || first === undefined) return { ...about, series: [] };
    const closes = await this.prices.closesOf(benchmark.id, first);
    return { ...about, series: pointsOf(atLevelOf(levels, closes)) };
  }

  /** @throws AppError `not-found` when index or benchmark has no values, `validation-failed` for fewer than two common days */
  async compare({ start_date, end_date }: ComparisonQuery): Promise<ComparisonDto> {
    const levels = await this.index.levels(start_date, end_date);
    if (levels.dates.length === 0) throw new AppError('not-found', 'No index data available for comparison');
    const benchmark = await this.findBenchmark();
    if (benchmark === undefined) throw new AppError('not-found', 'S&P 500 benchmark not available');
    const closes = await this.prices.closesOf(benchmark.id, levels.dates[0], levels.dates.at(-1));
    if (closes.dates.length === 0) throw new AppError('not-found', 'No S&P 500 data for comparison period');
    const [own, other] = onCommonDays(levels, closes);
    if (own.dates.length < 2) throw new AppError('validation-failed', 'Insufficient data for comparison');
    return compare(own, other);
  }

  private async findBenchmark(): Promise<Asset | undefined> {
    const { benchmark } = await this.index.get();
    return benchmark === null ? undefined : (await this.assets.findBySymbols([benchmark]))[0];
  }
}

/** The closes from the first common day on, rebased to the level of the index on that day. */
function atLevelOf(levels: DatedSeries, closes: DatedSeries): DatedSeries {
  const [common] = onCommonDays(levels, closes);
  const [day, level] = [common.dates[0], common.values[0]];
  const start = day === undefined ? closes.dates.length : closes.dates.indexOf(day);
  return rebasedTo(level ?? Number.NaN, { dates: closes.dates.slice(start), values: closes.values.slice(start) });
}
