import { DurationHistogram, RecentPast } from './recent-past';
it('tells the last minute, five and sixty apart, and forgets what is older', () => {
  let now = 0;
  const past = new RecentPast(() => now);
  for (let second = 0; second < 2 * 3_600; second++) {
    now = second * 1_000;
    past.now.requests++;
  }
  expect([1, 5, 60].map((minutes) => past.last(minutes).requests)).toEqual([61, 301, 3_601]);
});

it('gives percentiles at most a tenth too high', () => {
  const durations = new DurationHistogram();
  for (let i = 1; i <= 1_000; i++) durations.add(i);
  for (const [share, exact] of [
    [0.5, 500],
    [0.95, 950],
    [0.99, 990],
  ] as const) {
    expect(durations.percentile(share)).toBeGreaterThanOrEqual(exact * 0.999);
    expect(durations.percentile(share)).toBeLessThan(exact * 1.1);
  }
});

it('has no percentile of nothing', () => {
  expect(new DurationHistogram().percentile(0.5)).toBeNull();
});
