import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FastifyReply } from 'fastify';
import { Access } from '../../accounts';
import { Limited } from '../../platform/rate-limit';
import { ApiSeries, prefersStream, rangeRequest, SeriesResponder, SeriesQuery } from '../../platform/time-series';
import { SlugParameter } from '../dto/index.query';
import { ALLOCATION_SERIES, INDEX_VALUE_SERIES, RISK_METRIC_SERIES } from './index-series';
import {
  ALLOCATION_EXAMPLES,
  AllocationDto,
  INDEX_VALUE_EXAMPLES,
  IndexValueDto,
  IndexValuesQuery,
  RISK_METRICS_EXAMPLES,
  RiskMetricsDto,
} from './index-series.dto';

@ApiTags('indices')
@Access('read')
@Limited('export', prefersStream)
@Controller('api/v1')
export class IndexSeriesController {
  constructor(private readonly responder: SeriesResponder) {}

  @Get('index-values')
  @ApiOperation({ summary: 'The levels of an index by day' })
  @ApiSeries(INDEX_VALUE_SERIES, IndexValueDto, INDEX_VALUE_EXAMPLES)
  findValues(@Query() query: IndexValuesQuery, @Res() reply: FastifyReply): Promise<void> {
    return this.responder.send(rangeRequest(INDEX_VALUE_SERIES, [query.index], query), query.shape, reply);
  }

  @Get('indices/:slug/allocations')
  @ApiOperation({ summary: 'The weights of an index on its rebalance days: by day, and by symbol within a day' })
  @ApiSeries(ALLOCATION_SERIES, AllocationDto, ALLOCATION_EXAMPLES)
  findAllocations(
    @Param() { slug }: SlugParameter,
    @Query() query: SeriesQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.responder.send(rangeRequest(ALLOCATION_SERIES, [slug], query), query.shape, reply);
  }

  @Get('indices/:slug/risk-metrics')
  @ApiOperation({ summary: 'The risk metrics of an index by day; what is undefined is null' })
  @ApiSeries(RISK_METRIC_SERIES, RiskMetricsDto, RISK_METRICS_EXAMPLES)
  findRiskMetrics(
    @Param() { slug }: SlugParameter,
    @Query() query: SeriesQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.responder.send(rangeRequest(RISK_METRIC_SERIES, [slug], query), query.shape, reply);
  }
}
