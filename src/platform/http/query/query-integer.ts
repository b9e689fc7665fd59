import { FieldOptions, field } from './field';

const PLAIN_INTEGER = /^(0|-?[1-9]\d{0,15})$/;

/** A whole number from `min` to `max`, written plainly: neither `1e2`, `0x10`, `+5`, ` 5 ` nor `05`. */
export function QueryInteger(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryInteger',
      wanted: `must be a whole number, ${min} to ${max}`,
      parse: (text) => (PLAIN_INTEGER.test(text) ? Number(text) : text),
      accepts: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
      schema: { type: 'integer', minimum: min, maximum: max },
    },
    options,
  );
}
