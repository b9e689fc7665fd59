import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../accounts';
import { MarketData, MarketDataProvider } from '../market-data';
import { ProviderFactsDto, ProvidersDto } from './dto/providers.dto';
import { Upstreams } from './upstreams/upstreams';

@ApiTags('operations')
@Access('ops')
@Controller('api/v1/ops/providers')
export class ProvidersController {
  constructor(
    private readonly marketData: MarketData,
    private readonly upstreams: Upstreams,
  ) {}

  @ApiOperation({ operationId: 'getProviders', summary: 'The market-data vendors, and how they answered lately' })
  @ApiOkResponse({ type: ProvidersDto })
  @Get()
  providers(): ProvidersDto {
    const providers = this.upstreams.report().map((report) => ({ ...report, failures: { ...report.failures } }));
    return { order: this.marketData.names, facts: this.marketData.all.map(factsOf), providers };
  }
}

function factsOf({ name, facts }: MarketDataProvider): ProviderFactsDto {
  return { name, ...facts, historyFrom: facts.historyFrom ?? null };
}
