import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsBoolean, ValidateIf } from 'class-validator';
import { PageOf, QueryBoolean, QueryEnum, QueryInteger, QueryPattern, CurrencyCode, QueryText } from '../platform/http';
import { ASSET_KINDS, FETCH_SOURCES, SYMBOL_FORM, SYMBOL_PATTERN, Asset, AssetKind, FetchSource } from './asset.entity';

export class SymbolParameter {
  @QueryPattern(SYMBOL_PATTERN, SYMBOL_FORM, { example: 'AAPL', description: 'A slash is written %2F' })
  symbol: string;
}

export class AssetListQuery {
  @QueryEnum(ASSET_KINDS, { optional: true })
  kind?: string;

  @QueryBoolean({ optional: true })
  active?: boolean;

  @QueryInteger(1, 5_000, { default: 1_000 })
  limit: number = 1_000;

  @QueryPattern(SYMBOL_PATTERN, 'must be the nextCursor of the page before', {
    optional: true,
    description: 'The `nextCursor` of the page before',
  })
  cursor?: string;
}

const present = (_owner: object, value: unknown): boolean => value !== undefined;

/** In a JSON body, where the text `"true"` is refused. */
function Active(description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ required: false, example: true, description }),
    ValidateIf(present),
    IsBoolean(),
  );
}

const KIND_RULE = 'fx requires a symbol of two currencies, such as EUR/USD, and the second of them as currency';

const FETCH_RULE =
  'Where a refresh gets the prices. auto: the configured providers, in their order. none: a refresh leaves the asset out. A provider: that one only';

@ApiSchema({ description: 'An omitted currency is the second one of an exchange rate, such as EUR/USD; otherwise USD' })
export class NewAssetBody {
  @QueryPattern(SYMBOL_PATTERN, SYMBOL_FORM, { example: 'AAPL' })
  symbol: string;

  @QueryText(200, { optional: true, example: 'Apple Inc.', description: 'Omitted: the symbol' })
  name?: string;

  @QueryText(100, { optional: true, example: 'Technology', description: 'Omitted: none' })
  sector?: string;

  @CurrencyCode({ optional: true, example: 'USD' })
  currency?: string;

  @QueryEnum(ASSET_KINDS, { optional: true, example: 'equity', description: `Omitted: equity. ${KIND_RULE}` })
  kind?: AssetKind;

  @Active('A refresh leaves inactive assets out. Omitted: true')
  active?: boolean;

  @QueryEnum(FETCH_SOURCES, { optional: true, example: 'auto', description: `${FETCH_RULE}. Omitted: auto` })
  fetch?: FetchSource;
}

@ApiSchema({ description: 'Omitted fields keep their values' })
export class AssetChangeBody {
  @QueryText(200, { optional: true, example: 'Apple Inc.' })
  name?: string;

  @QueryText(100, { optional: true, example: 'Technology' })
  sector?: string;

  @CurrencyCode({ optional: true, example: 'USD' })
  currency?: string;

  @QueryEnum(ASSET_KINDS, { optional: true, example: 'equity', description: KIND_RULE })
  kind?: AssetKind;

  @Active('A refresh leaves inactive assets out')
  active?: boolean;

  @QueryEnum(FETCH_SOURCES, { optional: true, example: 'auto', description: FETCH_RULE })
  fetch?: FetchSource;
}

export class AssetDto implements Omit<Asset, 'id' | 'createdByRun'> {
  @ApiProperty({ example: 'AAPL' })
  symbol: string;
  @ApiProperty({ example: 'Apple Inc.' })
  name: string;
  @ApiProperty({ example: 'Technology', nullable: true, type: String })
  sector: string | null;
  @ApiProperty({ example: 'USD', description: 'ISO 4217' })
  currency: string;
  @ApiProperty({ enum: ASSET_KINDS })
  kind: AssetKind;
  @ApiProperty({ description: 'A refresh leaves inactive assets out' })
  active: boolean;
  @ApiProperty({
    enum: FETCH_SOURCES,
    example: 'auto',
    description:
      'Where a refresh gets the prices: any configured provider, none, or one only. An import creates assets with none',
  })
  fetch: FetchSource;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  createdAt: string;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  updatedAt: string;
}

export class AssetPageDto extends PageOf(AssetDto) {}

export function toAssetDto({ id: _id, createdByRun: _createdByRun, ...asset }: Asset): AssetDto {
  return asset;
}
