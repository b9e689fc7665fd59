import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsNumber,
  IsObject,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { SYMBOL_FORM, SYMBOL_PATTERN } from '../assets';
import { indexMethods } from '../index-methods';
import {
  PageOf,
  QueryBoolean,
  QueryInteger,
  QueryPattern,
  CurrencyCode,
  QueryEnum,
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

class IndexFields {
  @CurrencyCode({ optional: true, example: 'USD' })
  currency?: string;

  @ApiProperty({
    required: false,
    default: 100,
    minimum: 0.000001,
    maximum: 1_000_000_000,
    example: 100,
    description: 'First level',
  })
  @ValidateIf(present)
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(0.000001)
  @Max(1_000_000_000)
  baseValue?: number;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { rebalance_frequency: 'monthly' },
    description: 'Configuration of the method; omitted or {}: its defaults. See docs/index-methods.md',
  })
  @ValidateIf(present)
  @IsObject()
  configuration?: Record<string, unknown>;

  @ApiProperty({
    required: false,
    nullable: true,
    type: 'array',
    items: { type: 'string', pattern: WHOLE_SYMBOL.source },
    minItems: 1,
    maxItems: 5_000,
    uniqueItems: true,
    example: ['AAPL', 'MSFT'],
    description: 'Symbols; null or omitted: every share and fund',
  })
  @ValidateIf(presentAndNotNull)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5_000)
  @UniqueItems()
  @Matches(WHOLE_SYMBOL, { each: true, message: `each of $property ${SYMBOL_FORM}` })
  constituents?: string[] | null;

  @ApiProperty({
    required: false,
    nullable: true,
    type: String,
    pattern: WHOLE_SYMBOL.source,
    example: '^GSPC',
    description: 'Symbol of the benchmark',
  })
  @ValidateIf(presentAndNotNull)
  @Matches(WHOLE_SYMBOL, { message: `$property ${SYMBOL_FORM}` })
  benchmark?: string | null;
}

export class NewIndexBody extends IndexFields {
  @QueryPattern(SLUG_PATTERN, SLUG_FORM, { example: 'technology-momentum' })
  slug: string;

  @QueryText(200, { example: 'Technology Momentum' })
  name: string;

  @QueryEnum(METHODS, { example: 'chained' })
  method: string;
}

export class IndexChangeBody extends IndexFields {
  @QueryText(200, { optional: true, example: 'Technology Momentum' })
  name?: string;

  @QueryEnum(METHODS, { optional: true, example: 'chained' })
  method?: string;

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
