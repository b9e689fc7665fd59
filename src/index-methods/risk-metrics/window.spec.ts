import { riskMetrics } from './window';

const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08'];
/** Returns: 10 %, -10 %, 20 %, -5 %. */
const index = { dates, values: [100, 110, 99, 118.8, 112.86] };
/** Returns: 5 %, -5 %, 10 %, -2 %. */
const benchmark = { dates, values: [200, 210, 199.5, 219.45, 215.061] };
const ROOT = Math.sqrt(252);
const close = (value: number): unknown => expect.closeTo(value, 10);

describe('the metrics of a window', () => {
  it('follow their definitions', () => {
    const deviation = Math.sqrt((0.0625 ** 2 + 0.1375 ** 2 + 0.1625 ** 2 + 0.0875 ** 2) / 3);
    const downside = Math.sqrt((0.1 ** 2 + 0.05 ** 2) / 4);
    const activeDeviation = Math.sqrt((0.0325 ** 2 + 0.0675 ** 2 + 0.0825 ** 2 + 0.0475 ** 2) / 3);
    const covariance = (0.0625 * 0.03 + 0.1375 * 0.07 + 0.1625 * 0.08 + 0.0875 * 0.04) / 3;
    const benchmarkVariance = (0.03 ** 2 + 0.07 ** 2 + 0.08 ** 2 + 0.04 ** 2) / 3;
    expect(riskMetrics(index, benchmark)).toEqual({
      total_return: close(0.1286),
      annualized_return: expect.closeTo(1.1286 ** (365 / 6) - 1, 6),
      volatility: close(deviation * ROOT),
      sharpe_ratio: close((0.0375 / deviation) * ROOT),
      sortino_ratio: close((0.0375 / downside) * ROOT),
      max_drawdown: close(-0.1),
      current_drawdown: close(-0.05),
      calmar_ratio: expect.closeTo((1.1286 ** (365 / 6) - 1) / 0.1, 5),
      var_95: close(-0.1 + 0.15 * 0.05),
      var_99: close(-0.1 + 0.03 * 0.05),
      beta: close(covariance / benchmarkVariance),
      correlation: close(covariance / deviation / Math.sqrt(benchmarkVariance)),
      tracking_error: close(activeDeviation * ROOT),
      information_ratio: close((0.0175 / activeDeviation) * ROOT),
    });
  });

  it('take the risk-free rate off each return for sharpe and sortino, a 252nd of it a day', () => {
    const { sharpe_ratio, sortino_ratio, volatility } = riskMetrics(index, undefined, 0.252);
    const downside = Math.sqrt((0.101 ** 2 + 0.051 ** 2) / 4);
    expect(sharpe_ratio).toBeCloseTo((0.0365 * 252) / (volatility ?? NaN), 10);
    expect(sortino_ratio).toBeCloseTo((0.0365 / downside) * ROOT, 10);
  });

  it('compare with the benchmark by date, over the days that both have', () => {
    const missesDays = { dates: [dates[0] ?? '', dates[2] ?? '', dates[4] ?? ''], values: [200, 199.5, 215.061] };
    const everySecond = { dates: missesDays.dates, values: [100, 99, 112.86] };
    expect(riskMetrics(index, missesDays).beta).toBe(riskMetrics(everySecond, missesDays).beta);
    const longer = { dates: ['2023-12-29', ...dates, '2024-01-09'], values: [1, ...benchmark.values, 9] };
    expect(riskMetrics(index, longer)).toEqual(riskMetrics(index, benchmark));
  });

  it('are null against a benchmark without two common returns', () => {
    const elsewhere = { dates: ['2020-01-01', '2020-01-02', '2020-01-03'], values: [1, 2, 3] };
    expect(riskMetrics(index, elsewhere)).toEqual(riskMetrics(index));
    expect(riskMetrics(index)).toMatchObject({
      beta: null,
      correlation: null,
      tracking_error: null,
      information_ratio: null,
    });
  });

  it('are null where a deviation is needed and there is none', () => {
    const steady = { dates, values: dates.map((_, day) => 100 * 1.01 ** day) };
    expect(riskMetrics(steady, steady)).toMatchObject({
      sharpe_ratio: null,
      sortino_ratio: null,
      calmar_ratio: null,
      max_drawdown: 0,
      beta: null,
      correlation: null,
      information_ratio: null,
    });
    expect(riskMetrics(index, index)).toMatchObject({ beta: close(1), correlation: close(1), tracking_error: 0 });
    expect(riskMetrics(index, index).information_ratio).toBeNull();
  });

  it('of one level are a return and drawdowns of 0, and of none nothing', () => {
    const one = riskMetrics({ dates: ['2024-01-02'], values: [100] });
    const { total_return, max_drawdown, current_drawdown, ...others } = one;
    expect([total_return, max_drawdown, current_drawdown]).toEqual([0, 0, 0]);
    expect(Object.values(others)).toEqual(Object.values(others).map(() => null));
    const none = Object.values(riskMetrics({ dates: [], values: [] }));
    expect(none).toEqual(Array(14).fill(null));
  });

  it('are null rather than infinite', () => {
    const soaring = { dates: ['2024-01-02', '2024-01-03'], values: [1, 1e9] };
    expect(riskMetrics(soaring)).toMatchObject({ annualized_return: null, volatility: null, var_95: null });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('are refused for a level of %p', (level) => {
    const wrong = { dates: dates.slice(0, 2), values: [100, level] };
    expect(() => riskMetrics(wrong)).toThrow('index on 2024-01-03');
    expect(() => riskMetrics(index, wrong)).toThrow('benchmark on 2024-01-03');
  });

  it('are refused for days that do not ascend, and for unequal lengths', () => {
    expect(() => riskMetrics({ dates: ['2024-01-03', '2024-01-03'], values: [1, 1] })).toThrow('does not come after');
    expect(() => riskMetrics({ dates, values: [1] })).toThrow('5 days and 1 levels');
  });
});
