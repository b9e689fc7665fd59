import { isCalendarDay } from '../platform/utils/days';
import { CommandError } from './command.error';

/** @throws CommandError naming the option */
export function calendarDay(option: string, text: string): string {
  if (!isCalendarDay(text)) throw new CommandError(`${option}: must be a calendar day that exists, YYYY-MM-DD`);
  return text;
}
