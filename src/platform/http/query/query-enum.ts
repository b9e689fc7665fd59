import { FieldOptions, field } from './field';

/** One of `values`, in the same case. */
export function QueryEnum(values: readonly [string, ...string[]], options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryEnum',
      wanted: `must be one of ${values.join(', ')}`,
      accepts: (value) => typeof value === 'string' && values.includes(value),
      schema: { type: 'string', enum: [...values] },
    },
    options,
  );
}
