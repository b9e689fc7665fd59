import { applyDecorators, ExecutionContext, createParamDecorator } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';
import { FastifyRequest } from 'fastify';
import { AppError } from '../errors';
import { DAY_SHAPE, isCalendarDay } from '../utils/days';

/** The description of a field in the OpenAPI document, and whether it is optional. */
export interface FieldOptions {
  readonly description?: string;
  readonly example?: string | number | boolean | readonly string[];
  /** The value of an omitted field. The class must set it too, as `limit = 100`. */
  readonly default?: string | number | boolean;
  /** The field may be omitted. An empty `?a=` and a JSON null are rejected all the same. */
  readonly optional?: boolean;
}

interface FieldRule {
  readonly name: string;
  /** The requirement, to follow the name of the field: `must be a whole number, 1 to 100`. */
  readonly requirement: string;
  /** Converts the text of a query. Returns what it cannot convert unchanged, for `accepts` to reject. */
  readonly parse?: (text: string) => unknown;
  /** Joins the texts of a parameter that was sent more than once. Without it, that is rejected. */
  readonly parseRepeated?: (texts: readonly string[]) => unknown;
  readonly accepts: (value: unknown, owner: object) => boolean;
  readonly schema: ApiPropertyOptions;
}

/** The extension in which `platform/openapi` finds the requirement of a field, for the examples of its errors. */
const REQUIREMENT = 'x-requirement';

/** Converts, checks and documents a field. */
export function field(rule: FieldRule, options: FieldOptions): PropertyDecorator {
  const { optional = false, ...about } = options;
  const { parse } = rule;
  return applyDecorators(
    ...(parse ? [Transform(({ value }: { value: unknown }) => converted(value, parse, rule.parseRepeated))] : []),
    ...(optional ? [ValidateIf((_owner, value) => value !== undefined)] : []),
    check(rule),
    ApiProperty({
      ...rule.schema,
      ...{ [REQUIREMENT]: rule.requirement },
      ...about,
      required: !optional && about.default === undefined,
    } as ApiPropertyOptions),
  );
}

/** The value of a parameter that was sent twice (`?a=1&a=2`) and is no list, so that no rule takes the array for one. */
const REPEATED = Object.freeze({ repeated: true });

function converted(
  value: unknown,
  parse: (text: string) => unknown,
  parseRepeated: FieldRule['parseRepeated'] = () => REPEATED,
): unknown {
  if (Array.isArray(value)) return value.every(isText) ? parseRepeated(value) : REPEATED;
  return isText(value) ? parse(value) : value;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function check(rule: FieldRule): PropertyDecorator {
  return ValidateBy({
    name: rule.name,
    validator: {
      validate: (value, context) => rule.accepts(value, context?.object ?? {}),
      defaultMessage: () => `$property ${rule.requirement}`,
    },
  });
}

/** Text that matches `pattern` as a whole. */
export function QueryPattern(pattern: RegExp, requirement: string, options: FieldOptions = {}): PropertyDecorator {
  const whole = new RegExp(`^(?:${pattern.source})$`);
  return field(
    {
      name: 'queryPattern',
      requirement,
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
      requirement: `must be text of 1 to ${maxLength} characters, without control characters`,
      accepts: (value) =>
        typeof value === 'string' && value.length > 0 && hasAtMost(maxLength, value) && isPrintable(value),
      schema: { type: 'string', minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$' },
    },
    options,
  );
}

/** In code points, as OpenAPI counts `maxLength`: an emoji is one character, not two. */
function hasAtMost(maxLength: number, text: string): boolean {
  return text.length <= 2 * maxLength && [...text].length <= maxLength;
}

// PostgreSQL refuses NUL (22021), and a lone surrogate has no UTF-8 form.
function isPrintable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text);
}

/** One of `values`; case matters. */
export function QueryEnum(values: readonly [string, ...string[]], options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryEnum',
      requirement: `must be one of ${values.join(', ')}`,
      accepts: (value) => typeof value === 'string' && values.includes(value),
      schema: { type: 'string', enum: [...values] },
    },
    options,
  );
}

const WORDS = new Map([
  ['true', true],
  ['false', false],
]);

/** `true` or `false`, in lower case. */
export function QueryBoolean(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryBoolean',
      requirement: 'must be true or false',
      parse: (text) => WORDS.get(text) ?? text,
      accepts: (value) => typeof value === 'boolean',
      schema: { type: 'boolean' },
    },
    options,
  );
}

/** The form that the document recommends: an array in one parameter, `symbols=AAPL,MSFT`. */
const COMMA_SEPARATED = { style: 'form', explode: false };

const items = (text: string): string[] => text.split(',');

/**
 * One to `max` items that each match `item` as a whole, each once. They are separated by commas, or the parameter is
 * repeated, as most generated clients do: `?a=1,2`, `?a=1%2C2`, `?a=1&a=2`. Arrives as `string[]`.
 */
export function QueryList(item: RegExp, max: number, { example, ...options }: FieldOptions = {}): PropertyDecorator {
  const whole = new RegExp(`^(?:${item.source})$`);
  const forms = `Separated by commas (or %2C), or as a repeated parameter; at most ${max} in all`;
  return field(
    {
      name: 'queryList',
      requirement: `must be 1 to ${max} different items separated by commas, each matching ${item.source}`,
      parse: items,
      parseRepeated: (texts) => texts.flatMap(items),
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
    {
      ...options,
      description: options.description === undefined ? forms : `${options.description}. ${forms}`,
      ...(typeof example === 'string' && { example: items(example) }),
    },
  );
}

function eachOnce(items: readonly unknown[]): boolean {
  return items.length > 0 && new Set(items).size === items.length;
}

/** On a list: each element once. class-validator's rule compares each element with all others. */
export function UniqueItems(): PropertyDecorator {
  return ValidateBy({
    name: 'arrayUnique',
    validator: {
      validate: (value) => Array.isArray(value) && new Set(value).size === value.length,
      defaultMessage: () => "All $property's elements must be unique",
    },
  });
}

function matches(pattern: RegExp): (item: unknown) => boolean {
  return (item) => typeof item === 'string' && pattern.test(item);
}

const PLAIN_INTEGER = /^(0|-?[1-9]\d{0,15})$/;

/** A whole number from `min` to `max`, written plainly: neither `1e2`, `0x10`, `+5`, ` 5 ` nor `05`. */
export function QueryInteger(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryInteger',
      requirement: `must be a whole number, ${min} to ${max}`,
      parse: (text) => (PLAIN_INTEGER.test(text) ? Number(text) : text),
      accepts: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
      schema: { type: 'integer', minimum: min, maximum: max },
    },
    options,
  );
}

/** A whole number from `min` to `max` in a JSON body: a number, not its text. */
export function BodyInteger(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'bodyInteger',
      requirement: `must be a whole number, ${min} to ${max}`,
      accepts: (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
      schema: { type: 'integer', minimum: min, maximum: max },
    },
    options,
  );
}

/** A number from `min` to `max` in a JSON body: a number, not its text. For money that must keep its digits use `@DecimalText`. */
export function BodyDecimal(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'bodyDecimal',
      requirement: `must be a number, ${min} to ${max}`,
      accepts: (value) => typeof value === 'number' && value >= min && value <= max,
      schema: { type: 'number', minimum: min, maximum: max },
    },
    options,
  );
}

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
      requirement: `must be a string with a positive number in plain notation, at most ${before} digits before and ${after} after the point`,
      accepts: (value) => typeof value === 'string' && shape.test(value),
      schema: { type: 'string', pattern },
    },
    options,
  );
}

/** A calendar day that exists, `YYYY-MM-DD`; it stays text, never a `Date`. For bodies too. */
export function QueryDay(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryDay',
      requirement: 'must be a calendar day that exists, YYYY-MM-DD, from 1900-01-01 to 2199-12-31',
      accepts: isCalendarDay,
      schema: { type: 'string', format: 'date', pattern: DAY_SHAPE.source },
    },
    options,
  );
}

const SHAPE = /^((?:19|20|21)\d\d-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** An instant with its zone, as `2024-03-28T21:00:00Z`; it stays text, so that microseconds survive. */
export function QueryInstant(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryInstant',
      requirement: 'must be an instant with its zone, as 2024-03-28T21:00:00Z (a plus sign in a URL is written %2B)',
      accepts: (value) => typeof value === 'string' && isCalendarDay(SHAPE.exec(value)?.[1]),
      schema: { type: 'string', format: 'date-time', pattern: SHAPE.source },
    },
    options,
  );
}

/** On `to`: rejects a day before the one in `other`. Days compare as text. Accepts when one of them is missing. */
export function NotBefore(other: string): PropertyDecorator {
  return ValidateBy({
    name: 'notBefore',
    validator: {
      validate: (value, context) => {
        const earlier: unknown = context?.object && Reflect.get(context.object, other);
        return typeof value !== 'string' || typeof earlier !== 'string' || value >= earlier;
      },
      defaultMessage: () => `$property must not be before ${other}`,
    },
  });
}

const FORM = /^[\x21-\x7e]{1,200}$/;

/** A header with free text, such as `Idempotency-Key`. Undefined when it is not sent. */
export const VisibleHeader = createParamDecorator((name: string, context: ExecutionContext): string | undefined => {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers[name.toLowerCase()];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && FORM.test(value)) return value;
  throw new AppError('validation-failed', `The header ${name} must be 1 to 200 visible characters.`);
});
