import { parseExpression } from 'cron-parser';

/**
 * The tick to which an instant belongs: the last one at or before it, ISO 8601 in UTC. So two jobs of one tick can be told
 * from those of two ticks. `at` is milliseconds since 1970.
 */
export function cronTick(cron: string, timeZone: string, at: number): string {
  return parseExpression(cron, { tz: timeZone, currentDate: new Date(at + 1) })
    .prev()
    .toDate()
    .toISOString();
}
