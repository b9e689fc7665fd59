import { Controller, Get, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../accounts';
import { AnswersUnprocessable } from '../../platform/http';
import { StrategyRiskDto, RiskMetricsQuery } from './risk-metrics.dto';
import { RiskMetricsService } from './risk-metrics.service';

@ApiTags('web app')
@Access('read')
@Controller('api/v1/strategy')
export class RiskMetricsController {
  constructor(private readonly metrics: RiskMetricsService) {}

  @Get('risk-metrics')
  @ApiOperation({ summary: 'Risk metrics of a window of days, or since inception day by day; fractions' })
  @ApiOkResponse({ type: StrategyRiskDto })
  @AnswersUnprocessable()
  @ApiNotFoundResponse({ description: 'The index that DEFAULT_INDEX names does not exist' })
  find(@Query() query: RiskMetricsQuery): Promise<StrategyRiskDto> {
    return this.metrics.find(query);
  }
}
