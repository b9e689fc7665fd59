import { ApiProperty } from '@nestjs/swagger';
import { BodyInteger, QueryEnum, QueryInteger, QueryPattern } from '../platform/http';
import { REPORT_TYPES, ReportType, ReportContent, Report, ReportRecord, ReportStatus } from './report';

const LARGEST_ID = Number.MAX_SAFE_INTEGER;
const SLUG = /[a-z0-9][a-z0-9-]{0,62}/;

/** A century: more than anybody has. */
export const LONGEST_PERIOD = 36_525;
export const DEFAULT_PERIOD = 365;

export const REPORT_FORMATS = ['json', 'csv', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export class ReportBody {
  @QueryEnum(REPORT_TYPES, { example: 'performance' })
  type: ReportType;

  @QueryPattern(SLUG, 'must be the slug of an index', {
    optional: true,
    example: 'autoindex',
    description: 'Else the one of DEFAULT_INDEX',
  })
  index?: string;

  @BodyInteger(1, LONGEST_PERIOD, { default: DEFAULT_PERIOD, description: 'Calendar days up to the newest level' })
  periodDays: number = DEFAULT_PERIOD;
}

export class ReportParameter {
  @QueryInteger(1, LARGEST_ID, { example: 7 })
  id: number;
}

export class ReportListQuery {
  @QueryInteger(1, 500, { default: 50 })
  limit: number = 50;

  @QueryInteger(1, LARGEST_ID, { optional: true, description: 'The nextCursor of the page before' })
  cursor?: number;
}

export class ReportQuery {
  @QueryEnum(REPORT_FORMATS, { optional: true, example: 'html', description: 'Else the one that Accept prefers' })
  format?: ReportFormat;
}

export class ReportDto {
  @ApiProperty({ example: 7 })
  id: number;
  @ApiProperty({ enum: REPORT_TYPES })
  type: ReportType;
  @ApiProperty({ example: 'autoindex' })
  index: string;
  @ApiProperty({ example: 365 })
  periodDays: number;
  @ApiProperty({ enum: ['queued', 'ready', 'failed'], description: 'queued: its job waits or is under way' })
  status: ReportStatus;
  @ApiProperty({ nullable: true, type: String, description: 'Why it failed' })
  error: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  endedAt: string | null;
}

export class ReportDetailDto extends ReportDto {
  @ApiProperty({
    nullable: true,
    type: 'object',
    additionalProperties: true,
    description: 'What it says; null until it is ready. Returns, weights and depths are fractions',
  })
  content: ReportContent | null;
}

export class ReportPageDto {
  @ApiProperty({ type: [ReportDto] })
  data: ReportDto[];
  @ApiProperty({ nullable: true, type: String, example: '7', description: 'For the next page; null on the last one' })
  nextCursor: string | null;
}

export function toReportDto({
  id,
  type,
  index,
  periodDays,
  status,
  error,
  createdAt,
  endedAt,
}: ReportRecord): ReportDto {
  return { id, type, index, periodDays, status, error, createdAt, endedAt };
}

export function toReportDetailDto(report: Report): ReportDetailDto {
  return { ...toReportDto(report), content: report.content };
}
