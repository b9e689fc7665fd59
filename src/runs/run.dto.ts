import { ApiProperty } from '@nestjs/swagger';
import { IdPageQuery, PageOf, QueryEnum, QueryInteger } from '../platform/http';
import {
  Completeness,
  RUN_KINDS,
  RunKind,
  RunOutcome,
  RunRecord,
  RunStatus,
  completenessOf,
  missingOf,
  neverFoundOf,
} from './run';

const COUNTS = {
  read: 140,
  new: 14,
  changed: 0,
  same: 126,
  quarantined: 0,
  missing: 0,
  neverFound: 0,
  lacking: 0,
  indexValues: 2,
};

const MAX_ID = Number.MAX_SAFE_INTEGER;

export class RunParameter {
  @QueryInteger(1, MAX_ID, { example: 1 })
  id: number;
}

export class RunListQuery extends IdPageQuery {
  @QueryEnum([...RUN_KINDS], { optional: true })
  kind?: RunKind;
}

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
  @ApiProperty({ example: '2 of 14 assets could not be fetched: AAPL, TSLA (timeout)' })
  detail: string;
}

class RunDto {
  @ApiProperty({ example: 12 })
  id: number;
  @ApiProperty({ enum: RUN_KINDS, example: 'refresh' })
  kind: RunKind;
  @ApiProperty({
    enum: ['running', 'succeeded', 'failed'],
    description: 'succeeded: all of it is stored. failed: nothing of it is stored.',
  })
  status: RunStatus;
  @ApiProperty({
    enum: ['complete', 'partial'],
    nullable: true,
    type: String,
    description:
      'Of a run that succeeded. partial: assets are missing (`missing`), days that other assets have are missing (`counts.lacking`), or rows are in quarantine (`counts.quarantined`)',
  })
  completeness: Completeness | null;
  @ApiProperty({
    enum: ['queued', 'fetching', 'waiting', 'prices', 'indices', 'recording', 'done'],
    nullable: true,
    type: String,
    description: 'How far the run is. Of a failed run: the stage in which it failed',
  })
  stage: string | null;
  @ApiProperty({ example: 'twelvedata', nullable: true, type: String })
  source: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The parameters of the request' })
  parameters: Readonly<Record<string, unknown>>;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: COUNTS })
  counts: Readonly<Record<string, number>>;
  @ApiProperty({ type: [MissingAssetDto], description: 'Assets that could not be fetched' })
  missing: MissingAssetDto[];
  @ApiProperty({
    type: [MissingAssetDto],
    description: 'Assets that no provider offers and none has ever delivered. They fail no run',
  })
  neverFound: MissingAssetDto[];
  @ApiProperty({ nullable: true, type: String, description: 'The reason that the requester gave' })
  reason: string | null;
  @ApiProperty({ nullable: true, type: RunErrorDto, description: 'Why the run failed' })
  error: RunErrorDto | null;
  @ApiProperty({ nullable: true, type: String })
  requestId: string | null;
  @ApiProperty({ example: 'administrator' })
  requestedBy: string;
  @ApiProperty({ nullable: true, type: Number, description: 'The run that this one reverts' })
  reverts: number | null;
  @ApiProperty({ nullable: true, type: Number, description: 'The latest run that reverted this one' })
  revertedBy: number | null;
  @ApiProperty({
    nullable: true,
    type: Number,
    description: 'The data version that it made. Null when it changed nothing',
  })
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
    description: 'The outcome of each asset',
  })
  outcomes: readonly RunOutcome[];
}

export class RunPageDto extends PageOf(RunDto, '12') {}

export function toRunDto({ outcomes: _outcomes, errorCategory, errorDetail, ...run }: RunRecord): RunDto {
  return {
    ...run,
    completeness: completenessOf({ ...run, outcomes: _outcomes }),
    missing: missingOf(_outcomes),
    neverFound: neverFoundOf(_outcomes),
    error: errorCategory === null ? null : { category: errorCategory, detail: errorDetail ?? '' },
  };
}

export function toRunDetailDto(run: RunRecord): RunDetailDto {
  return { ...toRunDto(run), outcomes: run.outcomes };
}
