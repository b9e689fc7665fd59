import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
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
import Negotiator from 'negotiator';
import { Access, Administrator, Requested } from '../accounts';
import { AppConfig } from '../platform/config';
import { AppError } from '../platform/errors';
import { Requester } from '../runs';
import {
  ReportBody,
  ReportDetailDto,
  ReportDto,
  ReportFormat,
  ReportListQuery,
  ReportPageDto,
  ReportParameter,
  ReportQuery,
  toReportDto,
} from './report.dto';
import { reportText } from './report-text';
import { ReportsService } from './reports.service';

/** In order of preference: the first one that `Accept` allows is sent. */
const TYPES: Readonly<Record<ReportFormat, string>> = { json: 'application/json', html: 'text/html', csv: 'text/csv' };

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
  @Administrator()
  @ApiOperation({ operationId: 'createReport', summary: 'Has a report on an index made, in the background' })
  @ApiAcceptedResponse({ type: ReportDto, description: 'Its job waits; Location says where it will be' })
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
  @ApiOperation({ operationId: 'listReports', summary: 'Reports, the newest first, without what they say' })
  @ApiOkResponse({ type: ReportPageDto })
  async list(@Query() { limit, cursor }: ReportListQuery): Promise<ReportPageDto> {
    const page = await this.reports.list(limit, cursor);
    return { ...page, data: page.data.map(toReportDto) };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getReport', summary: 'One report: as JSON, as CSV, or as a page to read and to print' })
  @ApiExtraModels(ReportDetailDto)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ReportDetailDto) } },
      'text/csv': text,
      'text/html': text,
    },
  })
  @ApiNotFoundResponse({ description: 'There is no such report' })
  @ApiConflictResponse({ description: 'csv, html: it is not ready' })
  @ApiNotAcceptableResponse({ description: 'None of the three is accepted' })
  async get(
    @Param() { id }: ReportParameter,
    @Query() query: ReportQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = query.format ?? preferredFormat(request);
    const report = await this.reports.getById(id);
    await reply
      .header('Content-Type', `${TYPES[format]}; charset=utf-8`)
      .header('Vary', [reply.getHeader('Vary') ?? [], 'Accept'].flat().join(', '))
      .header('Cache-Control', 'private, no-cache')
      .send(reportText(report, format));
  }
}

function preferredFormat(request: FastifyRequest): ReportFormat {
  const preferred = new Negotiator(request).mediaType(Object.values(TYPES));
  if (preferred === TYPES.html) return 'html';
  if (preferred === TYPES.csv) return 'csv';
  if (preferred === TYPES.json) return 'json';
  throw new AppError('not-acceptable', `A report is available as ${Object.values(TYPES).join(', ')}.`);
}
