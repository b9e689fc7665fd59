import fc from 'fast-check';
import { Schema } from './document';
import { Schemas } from './schemas';

/** Values that exist in the service under test, by the name of the parameter or field that takes them. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

const DAYS = ['1900-01-01', '2023-01-03', '2023-06-01', '2024-02-29', '2024-03-05', '2199-12-31'];
const INSTANTS = ['2024-03-28T21:00:00Z', '1900-01-01T00:00:00+14:59', '2199-12-31T23:59:59.999999-05:00'];
const MOST_ITEMS = 8;

/** Values that the document promises to take. */
export class Values {
  constructor(
    private readonly schemas: Schemas,
    private readonly known: KnownValues,
  ) {}

  /** A value of `schema`; more often than not one that exists, so that the request finds something. */
  of(name: string, schema: Schema): fc.Arbitrary<unknown> {
    const resolved = this.schemas.resolve(schema);
    const examples = [resolved['example'], resolved['default'], ...(this.known[name] ?? [])];
    const fitting = examples.filter((value) => value !== undefined && this.schemas.accepts(schema, value));
    const any = this.any(resolved).filter((value) => this.schemas.accepts(schema, value));
    return fitting.length === 0
      ? any
      : fc.oneof({ arbitrary: fc.constantFrom(...fitting), weight: 2 }, { arbitrary: any, weight: 1 });
  }

  private any(schema: Schema): fc.Arbitrary<unknown> {
    if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
    const alternatives = schema['oneOf'] ?? schema['anyOf'] ?? schema['allOf'];
    if (Array.isArray(alternatives)) {
      return fc.oneof(...alternatives.map((part) => this.any(this.schemas.resolve(part as Schema))));
    }
    const value = this.ofType(schema);
    return schema['nullable'] === true ? fc.option(value, { freq: 5 }) : value;
  }

  private ofType(schema: Schema): fc.Arbitrary<unknown> {
    switch (schema['type']) {
      case 'integer':
        return wholeNumber(schema);
      case 'number':
        return decimal(schema);
      case 'boolean':
        return fc.boolean();
      case 'array':
        return this.list(schema);
      case 'object':
        return this.object(schema);
      case 'string':
        return text(schema);
      default:
        return fc.jsonValue();
    }
  }

  private list(schema: Schema): fc.Arbitrary<unknown[]> {
    const { minItems = 0, maxItems = MOST_ITEMS } = schema as { minItems?: number; maxItems?: number };
    const lengths = { minLength: minItems, maxLength: Math.min(maxItems, MOST_ITEMS) };
    const item = this.of('item', schema['items'] as Schema);
    return schema['uniqueItems'] === true ? fc.uniqueArray(item, lengths) : fc.array(item, lengths);
  }

  private object(schema: Schema): fc.Arbitrary<unknown> {
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
    const required = (schema['required'] ?? []) as string[];
    const fields = Object.fromEntries(properties.map(([name, part]) => [name, this.of(name, part)]));
    return fc.record(fields, { requiredKeys: required.filter((name) => name in fields), noNullPrototype: true });
  }
}

function wholeNumber(schema: Schema): fc.Arbitrary<number> {
  const { minimum = -1000, maximum = 1000 } = schema as { minimum?: number; maximum?: number };
  const near = fc.integer({ min: minimum, max: Math.min(maximum, minimum + 500) });
  return fc.oneof(near, fc.constantFrom(minimum, maximum));
}

function decimal(schema: Schema): fc.Arbitrary<number> {
  const { minimum = -1e9, maximum = 1e9 } = schema as { minimum?: number; maximum?: number };
  return fc.oneof(fc.double({ min: minimum, max: maximum, noNaN: true }), fc.constantFrom(minimum, maximum));
}

function text(schema: Schema): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 100 } = schema as Record<string, never>;
  if (format === 'date') return fc.oneof(fc.constantFrom(...DAYS), anyDay());
  if (format === 'date-time') return fc.constantFrom(...INSTANTS);
  if (format === 'email') return fc.emailAddress();
  const free = fc.string({ unit: 'binary', minLength, maxLength });
  const longest = fc.constantFrom('x', 'ß', '👩').map((letter) => letter.repeat(maxLength));
  return pattern === undefined || maxLength !== 100
    ? fc.oneof({ arbitrary: fc.string({ unit: 'grapheme', minLength, maxLength }), weight: 3 }, free, longest)
    : fc.stringMatching(new RegExp(withoutLookahead(pattern)));
}

function anyDay(): fc.Arbitrary<string> {
  const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
  return days.map((day) => day.toISOString().slice(0, 10));
}

/** Which the generator does not know; what it lets through is sieved out afterwards. */
function withoutLookahead(pattern: string): string {
  return pattern.replace(/\(\?=[^)]*\)/g, '');
}
