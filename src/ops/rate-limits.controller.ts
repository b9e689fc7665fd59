import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../accounts';
import { RateLimitStorage, TopClients } from '../platform/rate-limit';
import { RateLimitsDto } from './dto/rate-limits.dto';

@ApiTags('operations')
@Access('ops')
@Controller('api/v1/ops/rate-limits')
export class RateLimitsController {
  constructor(
    private readonly clients: TopClients,
    private readonly storage: RateLimitStorage,
  ) {}

  @ApiOperation({
    operationId: 'getRateLimits',
    summary: 'The 20 clients with the most requests of this hour, counted over all instances',
  })
  @ApiOkResponse({ type: RateLimitsDto })
  @Get()
  async rateLimits(): Promise<RateLimitsDto> {
    return { degraded: this.storage.degraded, clients: await this.clients.list() };
  }
}
