import { isCalendarDay } from '../../utils/days';
import { FieldOptions, field } from './field';

const SHAPE = /^((?:19|20|21)\d\d-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** An instant with its zone, as `2024-03-28T21:00:00Z`; it stays text, so that microseconds survive. */
export function QueryInstant(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryInstant',
      wanted: 'must be an instant with its zone, as 2024-03-28T21:00:00Z (a plus sign in a URL is written %2B)',
      accepts: (value) => typeof value === 'string' && isCalendarDay(SHAPE.exec(value)?.[1]),
      schema: { type: 'string', format: 'date-time', pattern: SHAPE.source, example: '2024-03-28T21:00:00Z' },
    },
    options,
  );
}
