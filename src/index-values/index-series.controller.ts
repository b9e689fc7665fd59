import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FastifyReply } from 'fastify';
import { Access } from '../accounts';
import { Limited } from '../platform/rate-limit';
import {
  ApiSeries,
  prefersStream,
  rangeRequest,
  Series,
  SeriesColumn,
  SeriesQuery,
  SeriesResponder,
} from '../platform/time-series';
import { SlugParameter } from './index-definitions.dto';
import {
  ALLOCATION_EXAMPLES,
  AllocationDto,
  INDEX_VALUE_EXAMPLES,
  IndexValueDto,
  IndexValuesQuery,
  RISK_METRICS_EXAMPLES,
  RiskMetricsDto,
} from './index-series.dto';

const owners = { noun: 'index', table: 'indices', label: 'slug' };
const shared = { owners, ownerId: 'index_id' };

const INDEX_VALUE_SERIES: Series = {
  ...shared,
  name: 'index-values',
  rows: 'index_values',
  revisions: 'index_value_revisions',
  columns: [{ name: 'value', column: 'value', kind: 'number' }],
};

/** By day, and within a day by symbol. */
const ALLOCATION_SERIES: Series = {
  ...shared,
  name: 'allocations',
  rows: withSymbols('allocations', ''),
  revisions: withSymbols('allocation_revisions', 'stored.superseded_by,'),
  member: { name: 'symbol', column: 'symbol', kind: 'plain' },
  columns: [{ name: 'weight', column: 'weight', kind: 'number' }],
};

const metric = (name: string, column: string): SeriesColumn => ({ name, column, kind: 'optional-number' });

const RISK_METRIC_SERIES: Series = {
  ...shared,
  name: 'risk-metrics',
  rows: 'risk_metrics',
  revisions: 'risk_metric_revisions',
  columns: [
    metric('totalReturn', 'total_return'),
    metric('annualizedReturn', 'annualized_return'),
    metric('volatility', 'volatility'),
    metric('sharpeRatio', 'sharpe_ratio'),
    metric('sortinoRatio', 'sortino_ratio'),
    metric('maxDrawdown', 'max_drawdown'),
    metric('currentDrawdown', 'current_drawdown'),
    metric('calmarRatio', 'calmar_ratio'),
    metric('var95', 'var_95'),
    metric('var99', 'var_99'),
    metric('beta', 'beta'),
    metric('correlation', 'correlation'),
    metric('trackingError', 'tracking_error'),
    metric('informationRatio', 'information_ratio'),
  ],
};

@ApiTags('index values')
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

function withSymbols(table: string, more: string): string {
  return `(
    select stored.index_id, stored.date, stored.weight, stored.run_id, ${more} assets.symbol collate "C" as symbol
    from ${table} as stored join assets on assets.id = stored.asset_id)`;
}
