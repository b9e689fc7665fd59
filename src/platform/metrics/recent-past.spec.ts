import { DurationHistogram, RecentPast } from './recent-past';

it('sums the last minute, five minutes and hour, and forgets older slots', () => {
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

it('has no percentile without durations', () => {
  expect(new DurationHistogram().percentile(0.5)).toBeNull();
});

it('rounds the rank of a percentile up: the 95th of 30 is the 29th', () => {
  const durations = new DurationHistogram();
  for (let i = 0; i < 28; i++) durations.add(1);
  for (const slow of [100, 10_000]) durations.add(slow);
  expect(durations.percentile(0.95)).toBeGreaterThanOrEqual(100);
  expect(durations.percentile(0.95)).toBeLessThan(110);
});
