import { FieldOptions, field } from './field';

/** Text that matches `pattern` as a whole. */
export function QueryPattern(pattern: RegExp, wanted: string, options: FieldOptions = {}): PropertyDecorator {
  const whole = new RegExp(`^(?:${pattern.source})$`);
  return field(
    {
      name: 'queryPattern',
      wanted,
      accepts: (value) => typeof value === 'string' && whole.test(value),
      schema: { type: 'string', pattern: whole.source },
    },
    options,
  );
}

/** Free text of 1 to `maxLength` characters, without NUL, control characters or halves of a surrogate pair. */
export function QueryText(maxLength: number, options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryText',
      wanted: `must be text of 1 to ${maxLength} characters, without control characters`,
      accepts: (value) =>
        typeof value === 'string' && value.length > 0 && lengthOf(value) <= maxLength && isPrintable(value),
      schema: { type: 'string', minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$' },
    },
    options,
  );
}

/** In code points, as the `maxLength` of OpenAPI counts: a face is one character, not two. */
function lengthOf(text: string): number {
  return [...text].length;
}

// PostgreSQL refuses NUL (22021), and a lone surrogate has no UTF-8 form.
function isPrintable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text);
}
