import { FieldOptions, field } from './field';

interface Digits {
  readonly before: number;
  readonly after: number;
}

/** A positive decimal kept as text, so that no digit is lost: at most `before` digits before the point, `after` behind. */
export function DecimalText({ before, after }: Digits, options: FieldOptions = {}): PropertyDecorator {
  const pattern = `^(?=.*[1-9])(0|[1-9]\\d{0,${before - 1}})(\\.\\d{1,${after}})?$`;
  const shape = new RegExp(pattern);
  return field(
    {
      name: 'decimalText',
      wanted: `must be a string with a positive number in plain notation, at most ${before} digits before and ${after} after the point`,
      accepts: (value) => typeof value === 'string' && shape.test(value),
      schema: { type: 'string', pattern },
    },
    options,
  );
}
