import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf } from 'class-validator';

/** What a parameter says about itself in the OpenAPI document, and whether it may be left out. */
export interface FieldOptions {
  readonly description?: string;
  readonly example?: string | number | boolean | readonly string[];
  /** The value when it is left out; the class has to set it too, as `limit = 100`. */
  readonly default?: string | number | boolean;
  /** May be left out. Null is never an absence: `?a=` and a JSON null are refused. */
  readonly optional?: boolean;
}

export interface FieldRule {
  readonly name: string;
  /** What would be right, to follow the parameter's name: `must be a whole number, 1 to 100`. */
  readonly wanted: string;
  /** Turns the text of the query into the value; what it does not understand it leaves as it is, to be refused. */
  readonly parse?: (text: string) => unknown;
  readonly accepts: (value: unknown, owner: object) => boolean;
  readonly schema: ApiPropertyOptions;
}

/** One decorator for the three things a parameter needs: its conversion, its check and its line in the document. */
export function field(rule: FieldRule, options: FieldOptions): PropertyDecorator {
  const { optional = false, ...about } = options;
  const { parse } = rule;
  return applyDecorators(
    ...(parse ? [Transform(({ value }: { value: unknown }) => converted(value, parse))] : []),
    ...(optional ? [ValidateIf((_owner, value) => value !== undefined)] : []),
    check(rule),
    ApiProperty({ ...rule.schema, ...about, required: !optional && about.default === undefined } as ApiPropertyOptions),
  );
}

/** Stands for a parameter that was given twice (`?a=1&a=2`), so that no rule takes its array for a parsed list. */
const REPEATED = Object.freeze({ repeated: true });

function converted(value: unknown, parse: (text: string) => unknown): unknown {
  if (Array.isArray(value)) return REPEATED;
  return typeof value === 'string' ? parse(value) : value;
}

function check(rule: FieldRule): PropertyDecorator {
  return ValidateBy({
    name: rule.name,
    validator: {
      validate: (value, context) => rule.accepts(value, context?.object ?? {}),
      defaultMessage: () => `$property ${rule.wanted}`,
    },
  });
}
