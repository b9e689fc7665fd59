import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsObject, Matches, ValidateIf } from 'class-validator';
import { SYMBOL_FORM, SYMBOL_PATTERN } from '../assets';
import { indexMethods } from '../index-methods';
import {
  BodyDecimal,
  CurrencyCode,
  FieldOptions,
  PageOf,
  QueryBoolean,
  QueryEnum,
  QueryInteger,
  QueryPattern,
  QueryText,
  UniqueItems,
} from '../platform/http';
import { SLUG_PATTERN, SLUG_FORM, IndexDefinition } from './index-definition';

export function IndexSlug(): PropertyDecorator {
  return QueryPattern(SLUG_PATTERN, 'must be the slug of an index', { example: 'autoindex' });
}

export class SlugParameter {
  @IndexSlug()
  slug: string;
}

export class IndexListQuery {
  @QueryInteger(1, 1_000, { default: 100 })
  limit: number = 100;

  @QueryPattern(SLUG_PATTERN, 'must be the nextCursor of the page before', {
    optional: true,
    description: 'The `nextCursor` of the page before',
  })
  cursor?: string;

  @QueryBoolean({ default: false, description: 'Whether to list archived indices too' })
  archived: boolean = false;
}

const METHODS = [...indexMethods.keys()] as [string, ...string[]];
const WHOLE_SYMBOL = new RegExp(`^(?:${SYMBOL_PATTERN.source})$`);

const present = (_owner: object, value: unknown): boolean => value !== undefined;
const presentAndNotNull = (_owner: object, value: unknown): boolean => value !== undefined && value !== null;

function BaseValue(options: FieldOptions): PropertyDecorator {
  return BodyDecimal(0.000001, 1_000_000_000, { optional: true, example: 100, ...options });
}

function Configuration(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'object',
      additionalProperties: true,
      example: { rebalance_frequency: 'monthly' },
      description,
    }),
    ValidateIf(present),
    IsObject(),
  );
}

function Constituents(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      nullable: true,
      type: 'array',
      items: { type: 'string', pattern: WHOLE_SYMBOL.source },
      minItems: 1,
      maxItems: 5_000,
      uniqueItems: true,
      example: ['AAPL', 'MSFT'],
      description,
    }),
    ValidateIf(presentAndNotNull),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(5_000),
    UniqueItems(),
    Matches(WHOLE_SYMBOL, { each: true, message: `each of $property ${SYMBOL_FORM}` }),
  );
}

function Benchmark(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      nullable: true,
      type: String,
      pattern: WHOLE_SYMBOL.source,
      example: '^GSPC',
      description,
    }),
    ValidateIf(presentAndNotNull),
    Matches(WHOLE_SYMBOL, { message: `$property ${SYMBOL_FORM}` }),
  );
}

@ApiSchema({ description: 'An omitted currency is USD' })
export class NewIndexBody {
  @QueryPattern(SLUG_PATTERN, SLUG_FORM, { example: 'technology-momentum' })
  slug: string;

  @QueryText(200, { example: 'Technology Momentum' })
  name: string;

  @QueryEnum(METHODS, { example: 'chained' })
  method: string;

  @CurrencyCode({ optional: true, example: 'USD' })
  currency?: string;

  @BaseValue({ default: 100, description: 'First level' })
  baseValue?: number;

  @Configuration('Configuration of the method; omitted or {}: its defaults. See docs/index-methods.md')
  configuration?: Record<string, unknown>;

  @Constituents('Symbols; null or omitted: every share and fund')
  constituents?: string[] | null;

  @Benchmark('Symbol of the benchmark; null or omitted: none')
  benchmark?: string | null;
}

/** Not a part of `NewIndexBody`: a client that fills in the defaults of a new index would change this one. */
@ApiSchema({ description: 'Omitted fields keep their values' })
export class IndexChangeBody {
  @QueryText(200, { optional: true, example: 'Technology Momentum' })
  name?: string;

  @QueryEnum(METHODS, {
    optional: true,
    example: 'chained',
    description: 'It must accept the configuration, the stored one if none is sent',
  })
  method?: string;

  @CurrencyCode({ optional: true, example: 'USD' })
  currency?: string;

  @BaseValue({ description: 'First level; another one rescales all levels' })
  baseValue?: number;

  @Configuration('Replaces the whole configuration; {}: the defaults of the method. See docs/index-methods.md')
  configuration?: Record<string, unknown>;

  @Constituents('Symbols, which replace the present ones; null: every share and fund')
  constituents?: string[] | null;

  @Benchmark('Symbol of the benchmark; null: none')
  benchmark?: string | null;

  @ApiPropertyOptional({
    example: false,
    description:
      'true: no longer listed and computed; what was computed stays readable. false: listed, and computed again. ' +
      'The default index cannot be archived',
  })
  @ValidateIf(present)
  @IsBoolean()
  archived?: boolean;
}

export class IndexDto implements Omit<IndexDefinition, 'id'> {
  @ApiProperty({ example: 'autoindex' })
  slug: string;
  @ApiProperty({ example: 'AutoIndex' })
  name: string;
  @ApiProperty({ example: 'USD', description: 'ISO 4217' })
  currency: string;
  @ApiProperty({ example: 100 })
  baseValue: number;
  @ApiProperty({ example: 'autoindex-v1' })
  method: string;
  @ApiProperty({ type: 'object', additionalProperties: true, example: {} })
  configuration: Record<string, unknown>;
  @ApiProperty({ nullable: true, type: [String], example: null, description: 'Symbols; null: every share and fund' })
  constituents: string[] | null;
  @ApiProperty({ nullable: true, type: String, example: '^GSPC' })
  benchmark: string | null;
  @ApiProperty({ example: false, description: 'Whether it is no longer listed and computed' })
  archived: boolean;
  @ApiProperty({ example: true, description: 'Whether it is computed from made-up prices (demo market)' })
  demo: boolean;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  createdAt: string;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  updatedAt: string;
}

export class IndexPageDto extends PageOf(IndexDto) {}

export class RecomputationDto {
  @ApiProperty({ example: 12, description: 'The run that recomputed the index' })
  runId: number;
}

export function toIndexDto({ id: _id, constituents, ...index }: IndexDefinition, demo: boolean): IndexDto {
  const { createdAt, updatedAt, ...definition } = index;
  return { ...definition, constituents: constituents === null ? null : [...constituents], demo, createdAt, updatedAt };
}
