import { Clock } from './clock';
import { ExchangeCalendar, SessionDays } from './exchange-calendar';

function daysAt(instant: string, timeZone: string, close: string): SessionDays {
  const clock: Clock = { now: () => Date.parse(instant) };
  return new ExchangeCalendar({ timeZone, close }, clock).now();
}

it.each([
  ['2024-06-28T19:59:59Z', 'America/New_York', '16:00', '2024-06-28', '2024-06-27'],
  ['2024-06-28T20:00:00Z', 'America/New_York', '16:00', '2024-06-28', '2024-06-28'],
  ['2024-06-29T03:59:00Z', 'America/New_York', '16:00', '2024-06-28', '2024-06-28'],
  ['2024-06-29T04:00:00Z', 'America/New_York', '16:00', '2024-06-29', '2024-06-28'],
  ['2024-01-16T20:59:00Z', 'America/New_York', '16:00', '2024-01-16', '2024-01-15'],
  ['2024-01-16T21:00:00Z', 'America/New_York', '16:00', '2024-01-16', '2024-01-16'],
  ['2024-03-01T04:59:00Z', 'America/New_York', '16:00', '2024-02-29', '2024-02-29'],
  ['2024-03-01T12:00:00Z', 'America/New_York', '16:00', '2024-03-01', '2024-02-29'],
  ['2024-01-01T12:00:00Z', 'America/New_York', '16:00', '2024-01-01', '2023-12-31'],
  ['2024-06-28T15:00:00Z', 'Asia/Tokyo', '00:00', '2024-06-29', '2024-06-29'],
  ['2024-06-28T14:59:00Z', 'Asia/Tokyo', '23:59', '2024-06-28', '2024-06-28'],
])('at %s in %s, closing at %s, today is %s and the last completed session is of %s', (...row) => {
  const [instant, timeZone, close, today, lastCompleted] = row;
  expect(daysAt(instant, timeZone, close)).toEqual({ today, lastCompleted });
});
