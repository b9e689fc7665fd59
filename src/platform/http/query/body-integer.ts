import { FieldOptions, field } from './field';

/** A whole number from `min` to `max` in a JSON body: a number, not its text. */
export function BodyInteger(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'bodyInteger',
      wanted: `must be a whole number, ${min} to ${max}`,
      accepts: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
      schema: { type: 'integer', minimum: min, maximum: max },
    },
    options,
  );
}
