import { ApiProperty } from '@nestjs/swagger';
import { BodyInteger, PageOf, QueryEnum, QueryInteger, QueryPattern } from '../platform/http';
import { REPORT_TYPES, ReportType, ReportContent, Report, ReportRecord, ReportStatus } from './report';

const SLUG = /[a-z0-9][a-z0-9-]{0,62}/;

/** A century, in calendar days. */
export const MAX_PERIOD_DAYS = 36_525;
export const DEFAULT_PERIOD_DAYS = 365;

export const REPORT_FORMATS = ['json', 'csv', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export class ReportBody {
  @QueryEnum(REPORT_TYPES, { example: 'performance' })
  type: ReportType;

  @QueryPattern(SLUG, 'must be the slug of an index', {
    optional: true,
    example: 'autoindex',
    description: 'Default: DEFAULT_INDEX of the configuration',
  })
  index?: string;

  @BodyInteger(1, MAX_PERIOD_DAYS, {
    default: DEFAULT_PERIOD_DAYS,
    description: 'Calendar days up to the newest level',
  })
  periodDays: number = DEFAULT_PERIOD_DAYS;
}

export class ReportParameter {
  @QueryInteger(1, Number.MAX_SAFE_INTEGER, { example: 1 })
  id: number;
}

export class ReportQuery {
  @QueryEnum(REPORT_FORMATS, { optional: true, description: 'Default: the one that `Accept` prefers' })
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
  @ApiProperty({ enum: ['queued', 'ready', 'failed'], description: '`queued` until its job has ended' })
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
    description: 'The content; null until the report is ready. Returns, weights and depths are fractions',
  })
  content: ReportContent | null;
}

export class ReportPageDto extends PageOf(ReportDto, '7') {}

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
