import { ApiProperty } from '@nestjs/swagger';
import { ReportContent } from '../content/report-content';
import { REPORT_TYPES, Report, ReportRecord, ReportStatus, ReportType } from '../report';

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
