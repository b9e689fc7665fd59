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
import { Access, Administrator, Requested } from '../accounts';
import { AppConfig } from '../platform/config';
import { Requester } from '../runs';
import { ReportDetailDto, ReportDto, ReportPageDto, toReportDto } from './dto/report.dto';
import { ReportBody, ReportListQuery, ReportParameter, ReportQuery } from './dto/report.query';
import { ReportAnswers } from './report-answers';
import { ReportsService } from './reports.service';

const text = { schema: { type: 'string' } } as const;

@ApiTags('reports')
@Access('read')
@Controller('api/v1/reports')
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly answers: ReportAnswers,
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
  get(
    @Param() { id }: ReportParameter,
    @Query() { format }: ReportQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answers.send(id, format, { request, reply });
  }
}
