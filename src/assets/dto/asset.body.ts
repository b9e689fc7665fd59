import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, ValidateIf } from 'class-validator';
import { CurrencyCode, QueryEnum, QueryPattern, QueryText } from '../../platform/http';
import { ASSET_KINDS, AssetKind, SYMBOL_FORM, SYMBOL_PATTERN } from '../asset.entity';

/** An absent field is left as it is; a null is refused. */
const present = (_owner: object, value: unknown): boolean => value !== undefined;

export class AssetChangeBody {
  @QueryText(200, { optional: true, example: 'Apple Inc.' })
  name?: string;

  @QueryText(100, { optional: true, example: 'Technology' })
  sector?: string;

  @CurrencyCode({ optional: true, example: 'USD' })
  currency?: string;

  @QueryEnum(ASSET_KINDS, {
    optional: true,
    example: 'equity',
    description: 'fx wants a symbol of two currencies, as EUR/USD, and the second of them as currency',
  })
  kind?: AssetKind;

  @ApiProperty({ required: false, example: true })
  @ValidateIf(present)
  @IsBoolean()
  active?: boolean;
}

export class NewAssetBody extends AssetChangeBody {
  @QueryPattern(SYMBOL_PATTERN, SYMBOL_FORM, { example: 'AAPL' })
  symbol: string;
}
