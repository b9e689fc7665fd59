import { ApiProperty } from '@nestjs/swagger';
import { RUN_KINDS, RunKind, RunOutcome, RunRecord, RunStatus } from '../../runs';
import { Completeness, completenessOf, missingOf } from '../run/completeness';

const COUNTS = { read: 140, new: 14, changed: 0, same: 126, quarantined: 0, missing: 0, lacking: 0, indexValues: 2 };

class MissingAssetDto {
  @ApiProperty({ example: 'TSLA' })
  symbol: string;
  @ApiProperty({ example: 'rate_limited' })
  category: string;
  @ApiProperty({ example: 'The quota of the minute is used up' })
  message: string;
}

class RunErrorDto {
  @ApiProperty({ example: 'upstream' })
  category: string;
  @ApiProperty({ example: 'No prices of TSLA (timeout: no answer within 10 s); nothing has been stored.' })
  detail: string;
}

export class RunDto {
  @ApiProperty({ example: 12 })
  id: number;
  @ApiProperty({ enum: RUN_KINDS, example: 'refresh' })
  kind: RunKind;
  @ApiProperty({
    enum: ['running', 'succeeded', 'failed'],
    description: 'succeeded: it is stored, whole. failed: nothing of it is.',
  })
  status: RunStatus;
  @ApiProperty({
    enum: ['complete', 'partial'],
    nullable: true,
    type: String,
    description:
      'Of a run that succeeded. partial: it lacks assets (`missing`), days that others have (`counts.lacking`) or rows (`counts.quarantined`)',
  })
  completeness: Completeness | null;
  @ApiProperty({
    enum: ['queued', 'fetching', 'waiting', 'prices', 'indices', 'recording', 'done'],
    nullable: true,
    type: String,
    description: 'Where it is; of a run that failed: how far it came',
  })
  stage: string | null;
  @ApiProperty({ example: 'twelvedata', nullable: true, type: String })
  source: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What was asked for' })
  parameters: Readonly<Record<string, unknown>>;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: COUNTS })
  counts: Readonly<Record<string, number>>;
  @ApiProperty({ type: [MissingAssetDto], description: 'Assets that could not be fetched' })
  missing: MissingAssetDto[];
  @ApiProperty({ nullable: true, type: String, description: 'Why somebody wanted it' })
  reason: string | null;
  @ApiProperty({ nullable: true, type: RunErrorDto, description: 'Why it failed' })
  error: RunErrorDto | null;
  @ApiProperty({ nullable: true, type: String })
  requestId: string | null;
  @ApiProperty({ example: 'administrator' })
  requestedBy: string;
  @ApiProperty({ nullable: true, type: Number, description: 'The run that this one takes back' })
  reverts: number | null;
  @ApiProperty({ nullable: true, type: Number, description: 'The latest run that took this one back' })
  revertedBy: number | null;
  @ApiProperty({ nullable: true, type: Number, description: 'The version it made; null when it changed nothing' })
  dataVersion: number | null;
  @ApiProperty({ format: 'date-time' })
  startedAt: string;
  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  finishedAt: string | null;
}

export class RunDetailDto extends RunDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'What became of each asset',
  })
  outcomes: readonly RunOutcome[];
}

export class RunPageDto {
  @ApiProperty({ type: [RunDto] })
  data: RunDto[];
  @ApiProperty({ nullable: true, type: String, example: '12', description: 'For the next page; null on the last one' })
  nextCursor: string | null;
}

export function toRunDto({ outcomes: _outcomes, errorCategory, errorDetail, ...run }: RunRecord): RunDto {
  return {
    ...run,
    completeness: completenessOf({ ...run, outcomes: _outcomes }),
    missing: missingOf(_outcomes),
    error: errorCategory === null ? null : { category: errorCategory, detail: errorDetail ?? '' },
  };
}

export function toRunDetailDto(run: RunRecord): RunDetailDto {
  return { ...toRunDto(run), outcomes: run.outcomes };
}
