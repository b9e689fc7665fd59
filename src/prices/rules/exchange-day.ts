import { RuleContext } from './price-rule';

/**
 * Which days the rules take, seen from the exchange at an instant.
 * @param timeZone IANA name, as America/New_York
 * @param close `HH:MM`, the end of the session there
 */
export function ruleContextAt(now: Date, timeZone: string, close: string): RuleContext {
  const { day, time } = localTime(now, timeZone);
  return { today: day, newestClosedDay: time >= close ? day : dayBefore(day) };
}

function localTime(now: Date, timeZone: string): { day: string; time: string } {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

function dayBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}
