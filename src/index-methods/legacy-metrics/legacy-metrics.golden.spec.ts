import {
  expectAllClose,
  expectClose,
  expectSameMetrics,
  goldenCloses,
  goldenConfigurations,
  goldenJson,
  goldenRows,
  goldenSets,
} from '../../../test/support/golden';
import {
  alpha,
  beta,
  correlation,
  informationRatio,
  calmarRatio,
  dailyVolatility,
  sharpeRatio,
  sortinoRatio,
  volatility,
} from './ratios';
import { DatedValues, valuesSince } from './series';
import { currentDrawdown, maximumDrawdown } from './drawdown';
import { portfolioMetrics, PortfolioMetrics } from './portfolio-metrics';
import { insertedRow, StoredRow, updatedRow } from './performance-report';

interface Performance {
  frozen_today: string;
  full: PortfolioMetrics;
  stored_row_after_insert: StoredRow;
  lookback_180_days: PortfolioMetrics;
  stored_row_after_update: StoredRow;
}

type PortfolioCase = { returns: number[] };

const units = goldenJson<{
  'RiskCalculator.max_drawdown': Record<string, { values: number[]; result: number[] }>;
  'RiskCalculator.beta_correlation': [number, number];
  PerformanceCalculator: { _B: number[]; plain: PortfolioCase } & Record<string, PortfolioCase | number[]>;
  'PerformanceCalculator.max_drawdown': Record<
    string,
    { values: number[]; result_percent_peakidx_troughidx: [number, number, number] }
  >;
}>('units.json');

const portfolioCases = Object.entries(units.PerformanceCalculator).flatMap(([name, known]) =>
  Array.isArray(known) ? [] : [[name, known] as const],
);

const goldenIndex = (set: string, name: string): DatedValues => {
  const rows = goldenRows(`${set}/${name}/index_values.csv`);
  return { dates: rows.map(({ date = '' }) => date), values: Float64Array.from(rows, ({ value }) => Number(value)) };
};

describe.each(goldenSets)('legacy metrics of golden set %s', (set) => {
  const closes = goldenCloses(set).filter(({ symbol }) => symbol === '^GSPC');
  const benchmark = { dates: closes.map(({ date }) => date), values: Float64Array.from(closes, ({ close }) => close) };

  it.each(goldenConfigurations.map(([name]) => name))('are the known ones with configuration %s', (name) => {
    const known = goldenJson<Performance>(`${set}/${name}/performance.json`);
    const index = goldenIndex(set, name);
    const full = portfolioMetrics(index, benchmark);
    const recent = portfolioMetrics(valuesSince(index, known.frozen_today, 180), benchmark);
    if (full === undefined || recent === undefined) throw new Error('there are enough values');
    const inserted = insertedRow(known.frozen_today, full);

    expectSameMetrics(full, known.full);
    expectSameMetrics(recent, known.lookback_180_days);
    expectSameMetrics(inserted, known.stored_row_after_insert);
    expectSameMetrics(updatedRow(inserted, recent), known.stored_row_after_update);
  });
});

describe('legacy metrics on the known edge cases', () => {
  it.each(Object.entries(units['RiskCalculator.max_drawdown']))('drawdowns: %s', (_, { values, result }) => {
    const levels = Float64Array.from(values);
    expectAllClose([maximumDrawdown(levels).depth, currentDrawdown(levels)], result);
  });

  it.each(Object.entries(units['PerformanceCalculator.max_drawdown']))('peak and trough: %s', (_, known) => {
    const { depth, peak, trough } = maximumDrawdown(Float64Array.from(known.values));
    expectAllClose([depth * 100, peak, trough], known.result_percent_peakidx_troughidx);
  });

  it.each(portfolioCases)('ratios: %s', (_, known) => {
    const returns = Float64Array.from(known.returns);
    const benchmark = Float64Array.from(units.PerformanceCalculator._B);
    const actual = {
      returns: known.returns,
      sharpe: sharpeRatio(returns),
      sortino: sortinoRatio(returns),
      volatility: volatility(returns),
      volatility_daily: dailyVolatility(returns),
      calmar_with_dd_minus_0_2: calmarRatio(returns, -0.2),
      calmar_with_dd_0: calmarRatio(returns, 0),
      information_ratio_vs_B: informationRatio(returns, benchmark),
      beta_vs_B: beta(returns, benchmark),
      alpha_vs_B: alpha(returns, benchmark, 1),
    };
    expectSameMetrics(actual, known);
  });

  it('beta is too large by m/(m - 1) where the other calculator of the existing system has it right', () => {
    const [rightBeta, rightCorrelation] = units['RiskCalculator.beta_correlation'];
    const returns = Float64Array.from(units.PerformanceCalculator.plain.returns);
    const benchmark = Float64Array.from(units.PerformanceCalculator._B);
    expectClose((beta(returns, benchmark) * (returns.length - 1)) / returns.length, rightBeta);
    expectClose(correlation(returns, benchmark), rightCorrelation);
  });
});
