import { QueryBoolean, QueryEnum, QueryInteger, QueryPattern } from '../../platform/http';
import { ASSET_KINDS, SYMBOL_FORM, SYMBOL_PATTERN } from '../asset.entity';

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

  @QueryPattern(SYMBOL_PATTERN, 'must be the nextCursor of the page before', { optional: true })
  cursor?: string;
}
