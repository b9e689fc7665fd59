import { FieldOptions, field } from './field';

/** A number from `min` to `max` in a JSON body: a number, not its text. For money that must keep its digits use `@DecimalText`. */
export function BodyDecimal(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'bodyDecimal',
      wanted: `must be a number, ${min} to ${max}`,
      accepts: (value) => typeof value === 'number' && value >= min && value <= max,
      schema: { type: 'number', minimum: min, maximum: max },
    },
    options,
  );
}
