import { until } from './until';

const HOUR_MS = 3_600_000;

/** Counts by the hour start again at its turn, so tests that count wait until a near turn is over. */
export function afterTheTurnOfTheHour(margin = 30_000): Promise<void> {
  return until(() => Date.now() % HOUR_MS < HOUR_MS - margin, 'the new hour has begun');
}
