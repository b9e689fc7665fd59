import { FieldOptions, field } from './field';

const PLAIN_DECIMAL = /^-?(0|[1-9]\d{0,14})(\.\d{1,12})?$/;

/** A number from `min` to `max` in plain notation; it arrives as a double. For money use `@DecimalText`. */
export function QueryDecimal(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryDecimal',
      wanted: `must be a number in plain notation, ${min} to ${max}`,
      parse: (text) => (PLAIN_DECIMAL.test(text) ? Number(text) : text),
      accepts: (value) => typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max,
      schema: { type: 'number', minimum: min, maximum: max },
    },
    options,
  );
}
