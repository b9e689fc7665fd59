import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../accounts';
import { OperationsSummary } from '../platform/metrics';
import { TopClients } from '../platform/rate-limit';
import { SummaryDto } from './dto/summary.dto';

@ApiTags('operations')
@Access('ops')
@Controller('api/v1/ops/summary')
export class SummaryController {
  constructor(
    private readonly summary: OperationsSummary,
    private readonly clients: TopClients,
  ) {}

  @ApiOperation({
    operationId: 'getOperationsSummary',
    summary: 'Rollbacks, limits, errors, durations and pools over the last 1, 5 and 60 minutes',
  })
  @ApiOkResponse({ type: SummaryDto })
  @Get()
  async read(): Promise<SummaryDto> {
    return { windows: this.summary.windows(), pools: this.summary.poolsNow, clients: await this.clients.list() };
  }
}
