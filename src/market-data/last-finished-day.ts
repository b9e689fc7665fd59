import { CalendarDay } from './market-data-provider';

interface Exchange {
  readonly timeZone: string;
  /** `HH:MM`, the end of the session in that zone. */
  readonly close: string;
}

/** The last calendar day whose session had ended at `now`: today once the exchange has closed, else yesterday. */
export function lastFinishedDay(exchange: Exchange, now: Date): CalendarDay {
  const [today, time] = wallClock(exchange.timeZone, now);
  return time >= exchange.close ? today : new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
}

/** Day `YYYY-MM-DD` and time `HH:MM` in that zone; Sweden writes them so. */
function wallClock(timeZone: string, now: Date): [day: CalendarDay, time: string] {
  const text = now.toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return [text.slice(0, 10), text.slice(11, 16)];
}
