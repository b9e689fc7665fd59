import { metricsOf, type ReturnStatistics } from './risk-metrics';

const moments = { count: 3, mean: 0, deviation: 0.1 };
const own: ReturnStatistics = {
  growth: 1,
  calendarDays: 3,
  returns: moments,
  downsideDeviation: 0.1,
  maxDrawdown: 0,
  currentDrawdown: 0,
  quantile05: 0,
  quantile01: 0,
};

it.each([
  [0.010000000000000004, 1],
  [-0.010000000000000004, -1],
])(
  'a covariance of %d, beyond the product of the deviations by rounding only, is a correlation of %d',
  (covariance, expected) => {
    const relative = { index: moments, benchmark: moments, covariance, active: moments };
    expect(metricsOf(own, relative, 0).correlation).toBe(expected);
  },
);
