import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiConflictResponse,
  ApiExtraModels,
  ApiNotAcceptableResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { FastifyReply, FastifyRequest } from 'fastify';
import { Access, Requested } from '../accounts';
import { AppConfig } from '../platform/config';
import { IdPageQuery, mapPage, negotiatedType, sendContent } from '../platform/http';
import { LimitedAfterGuards } from '../platform/rate-limit';
import { Requester } from '../runs';
import {
  ReportBody,
  ReportDetailDto,
  ReportDto,
  REPORT_FORMATS,
  ReportFormat,
  ReportPageDto,
  ReportParameter,
  ReportQuery,
  toReportDto,
} from './report.dto';
import { reportText } from './report-text';
import { ReportsService } from './reports.service';

const TYPES = { json: 'application/json', html: 'text/html', csv: 'text/csv' } as const;

const text = { schema: { type: 'string' } } as const;

@ApiTags('reports')
@Access('read')
@Controller('api/v1/reports')
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly config: AppConfig,
  ) {}

  @Post()
  @HttpCode(202)
  @Access('user', 'administrator')
  @LimitedAfterGuards('report')
  @ApiOperation({ operationId: 'createReport', summary: 'Creates a report on an index, in the background' })
  @ApiAcceptedResponse({ type: ReportDto, description: 'The report is queued; `Location` is its path' })
  @ApiNotFoundResponse({ description: 'There is no such index' })
  async create(
    @Body() { index = this.config.defaultIndex, type, periodDays }: ReportBody,
    @Requested() requester: Requester,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReportDto> {
    const { report } = await this.reports.create({ index, type, periodDays }, requester);
    void reply.header('location', `/api/v1/reports/${report.id}`);
    return toReportDto(report);
  }

  @Get()
  @ApiOperation({ operationId: 'listReports', summary: 'Reports without their content, newest first' })
  @ApiOkResponse({ type: ReportPageDto })
  async list(@Query() { limit, cursor }: IdPageQuery): Promise<ReportPageDto> {
    return mapPage(await this.reports.list(limit, cursor), toReportDto);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getReport', summary: 'One report as JSON, CSV or a printable HTML page' })
  @ApiExtraModels(ReportDetailDto)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ReportDetailDto) } },
      'text/csv': text,
      'text/html': text,
    },
  })
  @ApiNotFoundResponse({ description: 'There is no such report' })
  @ApiConflictResponse({ description: 'The report is not ready, so there is no CSV and no HTML' })
  @ApiNotAcceptableResponse({ description: '`Accept` allows none of the three types' })
  async get(
    @Param() { id }: ReportParameter,
    @Query() { format }: ReportQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const sent = format ?? acceptedFormat(reply.request);
    const body = await reportText(await this.reports.getById(id), sent);
    sendContent(reply, { type: `${TYPES[sent]}; charset=utf-8`, body });
  }
}

/** Of formats that `Accept` prefers alike, the first of `TYPES`. @throws AppError `not-acceptable` */
function acceptedFormat(request: FastifyRequest): ReportFormat {
  const type = negotiatedType(request, Object.values(TYPES));
  return REPORT_FORMATS.find((format) => TYPES[format] === type) ?? 'json';
}
