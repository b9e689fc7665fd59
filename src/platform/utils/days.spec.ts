import { addDays, dayNumber, dayOf, daysBetween, isCalendarDay, weekday } from './days';

it.each([
  ['1900-01-01', true],
  ['2024-02-29', true],
  ['2199-12-31', true],
  ['1899-12-31', false],
  ['2200-01-01', false],
  ['2023-02-29', false],
  ['2024-06-31', false],
  ['2024-13-01', false],
  ['2024-00-10', false],
  ['20240105', false],
  ['2024-W10', false],
  ['2024', false],
  ['2024-01-05 ', false],
  [20240105, false],
  [undefined, false],
])('%j is a calendar day: %s', (text, expected) => {
  expect(isCalendarDay(text)).toBe(expected);
});

it('counts across months, leap days and years', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
  expect(addDays('2023-12-31', 1)).toBe('2024-01-01');
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
  expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2);
});

it('numbers days from 1970-01-01 and back, before it too', () => {
  expect([dayNumber('1970-01-01'), dayNumber('1969-12-31'), dayNumber('2000-01-01')]).toEqual([0, -1, 10_957]);
  expect([dayOf(0), dayOf(-1), dayOf(10_957)]).toEqual(['1970-01-01', '1969-12-31', '2000-01-01']);
});

it('calls Sunday 0 and Saturday 6', () => {
  expect([weekday('2024-06-30'), weekday('2024-06-29'), weekday('1969-12-28')]).toEqual([0, 6, 0]);
});
