import { ApiProperty } from '@nestjs/swagger';
import { QUARANTINE_STATES, QuarantineState, QuarantinedPrice } from './quarantined-price';

export class QuarantinedPriceDto implements QuarantinedPrice {
  @ApiProperty({ example: 12 })
  id: number;
  @ApiProperty({ example: 'AAPL', description: 'As the source wrote it' })
  symbol: string;
  @ApiProperty({ example: '2024-06-10', description: 'As the source wrote it' })
  date: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { close: '25.12' } })
  bar: Record<string, string>;
  @ApiProperty({ example: 'import' })
  source: string;
  @ApiProperty({ nullable: true, type: Number, example: 17, description: 'The line of the file' })
  line: number | null;
  @ApiProperty({ example: 'split' })
  rule: string;
  @ApiProperty({ example: 'close 25.12 of 2024-06-10 beside 100.4 of 2024-06-07: near 1/4 of it' })
  detail: string;
  @ApiProperty({ example: 7 })
  runId: number;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  quarantinedAt: string;
  @ApiProperty({ enum: QUARANTINE_STATES })
  state: QuarantineState;
  @ApiProperty({ nullable: true, type: String, example: null, description: 'Who released or discarded it' })
  decidedBy: string | null;
  @ApiProperty({ nullable: true, type: String, example: null, format: 'date-time' })
  decidedAt: string | null;
  @ApiProperty({ nullable: true, type: Number, example: null, description: 'The run that stored it' })
  releasedRunId: number | null;
}

export class QuarantinePageDto {
  @ApiProperty({ type: [QuarantinedPriceDto] })
  data: QuarantinedPriceDto[];
  @ApiProperty({ nullable: true, type: String, example: null, description: 'Send it as `cursor` for the next page' })
  nextCursor: string | null;
}

export class ReleaseDto {
  @ApiProperty({ example: 9, description: 'The run that stored the price and rebuilt the indices' })
  runId: number;
}
