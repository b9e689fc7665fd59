import { riskMetrics, RiskMetrics } from '../../index-methods';
import { DatedSeries, rebasedTo } from '../dated-series';
import { ComparedDto, ComparedPointDto, ComparisonDto } from './benchmark.dto';

/** Index and benchmark over the same days, at least two, by the one convention of risk metrics; percents. */
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
