import { FieldOptions, field } from './field';

/** How OpenAPI says that an array stands in one parameter: `symbols=AAPL,MSFT`. */
const COMMA_SEPARATED = { style: 'form', explode: false };

/** One to `max` items that each match `item` as a whole, separated by commas, each once: `AAPL,MSFT`. Arrives as `string[]`. */
export function QueryList(item: RegExp, max: number, { example, ...options }: FieldOptions = {}): PropertyDecorator {
  const whole = new RegExp(`^(?:${item.source})$`);
  return field(
    {
      name: 'queryList',
      wanted: `must be 1 to ${max} different items separated by commas, each matching ${item.source}`,
      parse: (text) => text.split(','),
      accepts: (value) => Array.isArray(value) && value.length <= max && eachOnce(value) && value.every(matches(whole)),
      schema: {
        type: 'array',
        items: { type: 'string', pattern: whole.source },
        minItems: 1,
        maxItems: max,
        uniqueItems: true,
        ...COMMA_SEPARATED,
      },
    },
    { ...options, ...(typeof example === 'string' && { example: example.split(',') }) },
  );
}

function eachOnce(items: readonly unknown[]): boolean {
  return items.length > 0 && new Set(items).size === items.length;
}

function matches(pattern: RegExp): (item: unknown) => boolean {
  return (item) => typeof item === 'string' && pattern.test(item);
}
