import { isCalendarDay } from '../../platform/utils/days';
import { PriceRule } from './price-rule';
import { quoted } from './quoted';

/** The days already found to exist, at most the 109,573 of three centuries: a batch has the same day many times. */
const existing = new Set<string>();

/** The date is a day that exists, 1900 to 2199. */
export const calendarDayRule: PriceRule = {
  name: 'calendar-day',
  check: ({ date }) => {
    if (existing.has(date)) return undefined;
    if (!isCalendarDay(date)) return `date ${quoted(date)} is not a day of the calendar, YYYY-MM-DD`;
    existing.add(date);
    return undefined;
  },
};
