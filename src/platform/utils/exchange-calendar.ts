import { Clock } from './clock';
import { CalendarDay, addDays } from './days';

/** A market's hours. */
export interface Exchange {
  /** IANA name, such as America/New_York. */
  readonly timeZone: string;
  /** `HH:MM`, the end of the session in that zone. */
  readonly close: string;
}

/** The days of an exchange at one instant. */
export interface SessionDays {
  readonly today: CalendarDay;
  /** Today once the session has closed, else the day before. Weekends and holidays count, since other markets may trade. */
  readonly lastCompleted: CalendarDay;
}

/** Decides for the whole service which days are complete: a refresh requests up to the day that an ingest accepts. */
export class ExchangeCalendar {
  private readonly format: Intl.DateTimeFormat;

  constructor(
    private readonly exchange: Exchange,
    private readonly clock: Clock,
  ) {
    this.format = new Intl.DateTimeFormat('en', {
      timeZone: exchange.timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  now(): SessionDays {
    const parts = this.format.formatToParts(this.clock.now());
    const { year, month, day, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
    const today = `${year}-${month}-${day}`;
    const isClosed = `${hour}:${minute}` >= this.exchange.close;
    return { today, lastCompleted: isClosed ? today : addDays(today, -1) };
  }

  lastCompletedSession(): CalendarDay {
    return this.now().lastCompleted;
  }
}
