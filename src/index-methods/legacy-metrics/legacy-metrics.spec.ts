import { expectAllClose } from '../../../test/support/golden';
import { alpha, beta, correlation, informationRatio, sortinoRatio } from './ratios';
import { performanceReport } from './performance-report';
import { DatedValues, valuesSince } from './series';
import { closesBetween, portfolioMetrics } from './portfolio-metrics';
const series = (values: number[], month = '01'): DatedValues => ({
  dates: values.map((_, day) => `2024-${month}-${String(day + 1).padStart(2, '0')}`),
  values: Float64Array.from(values),
});
const nothing: DatedValues = { dates: [], values: new Float64Array() };

describe('legacy portfolio metrics', () => {
  it('do not exist for fewer than two values', () => {
    expect(portfolioMetrics(series([100]), series([1, 2]))).toBeUndefined();
    expect(portfolioMetrics(nothing, series([1, 2]))).toBeUndefined();
  });

  it.each([
    ['no benchmark', nothing],
    ['a single close in the period', series([10])],
    ['closes outside the period only', series([10, 11, 12], '02')],
  ])('leave the comparison undefined with %s', (_, benchmark) => {
    const metrics = portfolioMetrics(series([100, 110, 99]), benchmark);
    expect(metrics).toMatchObject({ beta: null, alpha: null, information_ratio: null, correlation_sp500: null });
    expect(metrics).toMatchObject({ benchmark_total_return: null, excess_return: null, days: 3 });
    expect(metrics?.total_return).toBeCloseTo(-1, 9);
  });

  it('give percents for returns and drawdowns, and name the days of peak and trough', () => {
    const metrics = portfolioMetrics(series([100, 120, 120, 90, 108]), nothing);
    expectAllClose([metrics?.max_drawdown ?? NaN, metrics?.current_drawdown ?? NaN], [-25, -10]);
    expect(metrics).toMatchObject({ max_drawdown_peak_date: '2024-01-02', max_drawdown_trough_date: '2024-01-04' });
  });

  it('name the first of equally deep troughs', () => {
    expect(portfolioMetrics(series([100, 90, 100, 90]), nothing)?.max_drawdown_trough_date).toBe('2024-01-02');
  });

  it('take only returns below the risk-free rate for losses', () => {
    const daily = 0.05 / 252;
    const [loss, mean] = [-0.01 - daily, (-0.01 - daily) / 2];
    expectAllClose([sortinoRatio(Float64Array.of(daily, -0.01))], [(mean / Math.abs(loss)) * Math.sqrt(252)]);
  });

  it('look back 180 calendar days, the 180th included', () => {
    const dates = ['2023-07-04', '2023-07-05', '2024-01-01'];
    const report = performanceReport({ dates, values: Float64Array.of(50, 100, 110) }, nothing);
    expect(report.lookback_180_days).toMatchObject({ start_date: '2023-07-05', days: 2 });
  });

  it('annualise by 365 over the number of values', () => {
    expectAllClose(
      [portfolioMetrics(series([100, 110]), nothing)?.annualized_return ?? NaN],
      [(1.1 ** (365 / 2) - 1) * 100],
    );
  });

  it('match the benchmark by position where it misses a day', () => {
    const shorter = { dates: ['2024-01-01', '2024-01-03', '2024-01-04'], values: Float64Array.of(50, 55, 44) };
    const metrics = portfolioMetrics(series([100, 110, 88, 99]), shorter);
    expectAllClose([metrics?.correlation_sp500 ?? NaN, metrics?.beta ?? NaN], [1, 2]);
  });

  it('know no benchmark that does not move', () => {
    const [moving, still] = [Float64Array.of(0.01, -0.01), Float64Array.of(0, 0)];
    expect([beta(moving, still), correlation(moving, still), informationRatio(still, still)]).toEqual([1, 0, 0]);
    expect(alpha(new Float64Array(), moving, 1)).toBe(0);
  });
});

describe('legacy windows', () => {
  it('include both ends of the benchmark period', () => {
    expect(closesBetween(series([1, 2, 3, 4]), '2024-01-02', '2024-01-03').values).toEqual(Float64Array.of(2, 3));
  });

  it('look back including the day itself, and may find nothing', () => {
    expect(valuesSince(series([1, 2, 3]), '2024-01-04', 2).values).toEqual(Float64Array.of(2, 3));
    expect(valuesSince(series([1, 2, 3]), '2025-01-01', 7)).toEqual(nothing);
  });
});
