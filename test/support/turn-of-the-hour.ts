import { until } from './until';

const HOUR_MS = 3_600_000;

/** What is counted by the hour is counted anew at its turn: nobody begins to count just before. */
export function afterTheTurnOfTheHour(margin = 30_000): Promise<void> {
  return until(() => Date.now() % HOUR_MS < HOUR_MS - margin, 'the new hour has begun');
}
