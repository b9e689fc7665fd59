import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBadRequestResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../accounts';
import { AnswersUnprocessable, QueryText, Unprocessable } from '../../platform/http';
import { SimulationBody, SimulationDto } from './simulation.dto';
import { SimulationService } from './simulation.service';
import { AssetHistoryDto, IndexHistoryDto, PortfolioDto } from './portfolio.dto';
import { PortfolioService } from './portfolio.service';

@Unprocessable()
class AssetParameter {
  @QueryText(100, { example: 'AAPL' })
  symbol: string;
}

@ApiTags('web app')
@Access('read')
@Controller('api/v1/index')
export class PortfolioController {
  constructor(
    private readonly portfolio: PortfolioService,
    private readonly simulation: SimulationService,
  ) {}

  @Get('current')
  @ApiOperation({ summary: 'The constituents of the index since its newest rebalance day' })
  @ApiOkResponse({ type: PortfolioDto })
  @ApiNotFoundResponse({ description: 'The index has no values yet' })
  current(): Promise<PortfolioDto> {
    return this.portfolio.current();
  }

  @Get('history')
  @ApiOperation({ summary: 'All levels of the index' })
  @ApiOkResponse({ type: IndexHistoryDto })
  @ApiNotFoundResponse({ description: 'The index has no values yet' })
  history(): Promise<IndexHistoryDto> {
    return this.portfolio.levels();
  }

  @Get('currencies')
  @ApiOperation({
    summary: 'Currencies that stored exchange rates convert to the currency of the index: code and name',
  })
  @ApiOkResponse({
    schema: { type: 'object', additionalProperties: { type: 'string' }, example: { USD: 'US Dollar', EUR: 'Euro' } },
  })
  currencies(): Promise<Record<string, string>> {
    return this.simulation.currencies();
  }

  @Post('simulate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Growth of an amount by the levels of the index and the exchange rates of the days' })
  @ApiOkResponse({ type: SimulationDto })
  @ApiBadRequestResponse({ description: 'The day is after the newest level, or no exchange rate is stored for it' })
  @AnswersUnprocessable()
  @ApiNotFoundResponse({ description: 'The index has no values yet' })
  simulate(@Body() body: SimulationBody): Promise<SimulationDto> {
    return this.simulation.simulate(body);
  }

  @Get('assets/:symbol/history')
  @ApiOperation({ summary: 'Closes of an asset, rebased to 100 on its first day' })
  @ApiOkResponse({ type: AssetHistoryDto })
  @AnswersUnprocessable()
  @ApiNotFoundResponse({ description: 'The asset does not exist or has no prices' })
  asset(@Param() { symbol }: AssetParameter): Promise<AssetHistoryDto> {
    return this.portfolio.asset(symbol);
  }
}
