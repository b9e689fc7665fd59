import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Requested } from '../accounts';
import { MarketData, MarketDataProvider } from '../market-data';
import { AlertRecords } from '../platform/alerting';
import { OperationsSummary } from '../platform/metrics';
import { RateLimitStorage, TopClients } from '../platform/rate-limit';
import { ProviderFactsDto, ProvidersDto, RateLimitsDto, SummaryDto, TestAlertDto } from './ops.dto';
import { Upstreams } from './upstreams';

@ApiTags('operations')
@Access('ops')
@Controller('api/v1/ops')
export class OpsController {
  constructor(
    private readonly summary: OperationsSummary,
    private readonly clients: TopClients,
    private readonly rateLimits: RateLimitStorage,
    private readonly marketData: MarketData,
    private readonly upstreams: Upstreams,
    private readonly alerts: AlertRecords,
  ) {}

  @Get('summary')
  @ApiOperation({
    operationId: 'getOperationsSummary',
    summary: 'Rollbacks, limits, errors, durations and pools over the last 1, 5 and 60 minutes',
  })
  @ApiOkResponse({ type: SummaryDto })
  async getSummary(): Promise<SummaryDto> {
    return { windows: this.summary.windows(), pools: this.summary.poolsNow, clients: await this.clients.list() };
  }

  @Get('rate-limits')
  @ApiOperation({
    operationId: 'getRateLimits',
    summary: 'The 20 clients with the most requests of this hour, counted over all instances',
  })
  @ApiOkResponse({ type: RateLimitsDto })
  async getRateLimits(): Promise<RateLimitsDto> {
    return { degraded: this.rateLimits.degraded, clients: await this.clients.list() };
  }

  @Get('providers')
  @ApiOperation({ operationId: 'getProviders', summary: 'The market-data vendors, and the outcomes of recent calls' })
  @ApiOkResponse({ type: ProvidersDto })
  getProviders(): ProvidersDto {
    const { names: order, all } = this.marketData;
    return { order, facts: all.map(factsOf), providers: this.upstreams.report() };
  }

  @Post('alerts/test')
  @HttpCode(202)
  @ApiOperation({ operationId: 'sendTestAlert', summary: 'Sends a test alert to the configured receivers' })
  @ApiAcceptedResponse({ type: TestAlertDto })
  async sendTestAlert(@Requested() { requestId }: { requestId: string }): Promise<TestAlertDto> {
    const summary = 'An administrator tests the alerts.';
    return { id: await this.alerts.raise({ cause: 'test', subject: requestId, summary, requestId }) };
  }
}

function factsOf({ name, facts }: MarketDataProvider): ProviderFactsDto {
  return { name, ...facts, historyFrom: facts.historyFrom ?? null };
}
