import { ApiProperty } from '@nestjs/swagger';
import { ASSET_KINDS, Asset, AssetKind } from '../asset.entity';

export class AssetDto implements Omit<Asset, 'id'> {
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
  @ApiProperty({ description: 'Whether a refresh asks for its prices' })
  active: boolean;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  createdAt: string;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  updatedAt: string;
}

export class AssetPageDto {
  @ApiProperty({ type: [AssetDto] })
  data: AssetDto[];
  @ApiProperty({ nullable: true, type: String, example: null, description: 'Send it as `cursor` for the next page' })
  nextCursor: string | null;
}

export function toAssetDto({ id: _id, ...asset }: Asset): AssetDto {
  return asset;
}
