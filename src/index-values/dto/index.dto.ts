import { ApiProperty } from '@nestjs/swagger';
import { IndexDefinition } from '../index-definition';

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
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  createdAt: string;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  updatedAt: string;
}

export class IndexPageDto {
  @ApiProperty({ type: [IndexDto] })
  data: IndexDto[];
  @ApiProperty({ nullable: true, type: String, example: null, description: 'Send it as `cursor` for the next page' })
  nextCursor: string | null;
}

export class RecomputationDto {
  @ApiProperty({ example: 12, description: 'The run that recomputed the index' })
  runId: number;
}

export function toIndexDto({ id: _id, constituents, ...index }: IndexDefinition): IndexDto {
  return { ...index, constituents: constituents === null ? null : [...constituents] };
}
