import { DAY_SHAPE, isCalendarDay } from '../../utils/days';
import { FieldOptions, field } from './field';

/** A calendar day that exists, `YYYY-MM-DD`; it stays text, never a `Date`. For bodies too. */
export function QueryDay(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryDay',
      wanted: 'must be a calendar day that exists, YYYY-MM-DD, from 1900-01-01 to 2199-12-31',
      accepts: isCalendarDay,
      schema: { type: 'string', format: 'date', pattern: DAY_SHAPE.source, example: '2024-03-28' },
    },
    options,
  );
}
