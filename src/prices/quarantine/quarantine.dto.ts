import { ApiProperty } from '@nestjs/swagger';
import { SYMBOL_FORM, SYMBOL_PATTERN } from '../../assets';
import { PageOf, QueryBoolean, QueryEnum, QueryInteger, QueryPattern } from '../../platform/http';
import { QUARANTINE_STATES, QuarantineEntry, QuarantineState } from './quarantine.repository';

class QuarantinedPriceDto implements QuarantineEntry {
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

export class QuarantinePageDto extends PageOf(QuarantinedPriceDto) {}

export class ReleaseDto {
  @ApiProperty({ example: 9, description: 'The run that stored the price and rebuilt the indices' })
  runId: number;
}

export class QuarantineListQuery {
  @QueryPattern(SYMBOL_PATTERN, SYMBOL_FORM, { optional: true, description: 'Such as AAPL' })
  symbol?: string;

  @QueryPattern(/[a-z-]{1,30}/, 'must be the name of a rule', { optional: true, description: 'Such as split' })
  rule?: string;

  @QueryEnum(QUARANTINE_STATES, { optional: true })
  state?: QuarantineState;

  @QueryInteger(1, 1_000, { default: 100 })
  limit: number = 100;

  @QueryPattern(/[1-9]\d{0,14}/, 'must be the nextCursor of the page before', {
    optional: true,
    description: 'The `nextCursor` of the page before',
  })
  cursor?: string;
}

export class QuarantineParameter {
  @QueryInteger(1, Number.MAX_SAFE_INTEGER, { description: 'The id of an entry of /quarantined-prices' })
  id: number;
}

export class ReleaseQuery {
  @QueryBoolean({ default: false, description: 'Also release all open entries of the same run with the same reason' })
  alike: boolean = false;
}
