import { Injectable } from '@nestjs/common';
import { Asset, AssetsService } from '../../assets';
import { AppError } from '../../platform/errors';
import { PriceHistory } from '../../prices';
import { DatedSeries, onCommonDays, pointsOf, rebasedTo } from '../dated-series';
import { DefaultIndexService } from '../default-index.service';
import { BenchmarkDto, ComparisonDto, ComparisonQuery } from './benchmark.dto';
import { compare } from './comparison';

/** The benchmark of the index, by itself and beside it. */
@Injectable()
export class BenchmarkService {
  constructor(
    private readonly index: DefaultIndexService,
    private readonly assets: AssetsService,
    private readonly prices: PriceHistory,
  ) {}

  /** From the first day of the index on; no points where there is no benchmark or no index. */
  async series(): Promise<BenchmarkDto> {
    const benchmark = await this.findBenchmark();
    const levels = await this.index.levels();
    const about = { benchmark_name: benchmark?.name ?? 'Benchmark', benchmark_symbol: benchmark?.symbol ?? null };
    const first = levels.dates[0];
    if (benchmark === undefined || first === undefined) return { ...about, series: [] };
    const closes = await this.prices.closesOf(benchmark.id, first);
    return { ...about, series: pointsOf(atLevelOf(levels, closes)) };
  }

  /** @throws AppError `not-found` when one of both is missing, `validation-failed` for fewer than two common days */
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

/** The closes from the first day on that the index has too, at the level of the index on it. */
function atLevelOf(levels: DatedSeries, closes: DatedSeries): DatedSeries {
  const [common] = onCommonDays(levels, closes);
  const [day, level] = [common.dates[0], common.values[0]];
  const start = day === undefined ? closes.dates.length : closes.dates.indexOf(day);
  return rebasedTo(level ?? Number.NaN, { dates: closes.dates.slice(start), values: closes.values.slice(start) });
}
