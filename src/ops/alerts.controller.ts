import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Requested } from '../accounts';
import { AlertRecords } from '../platform/alerting';
import { TestAlertDto } from './dto/test-alert.dto';

@ApiTags('operations')
@Access('ops')
@Controller('api/v1/ops/alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertRecords) {}

  @ApiOperation({
    operationId: 'sendTestAlert',
    summary: 'Sends a test by the way that alerts take',
  })
  @ApiAcceptedResponse({ type: TestAlertDto })
  @HttpCode(202)
  @Post('test')
  async test(@Requested() { requestId }: { requestId: string }): Promise<TestAlertDto> {
    const summary = 'An administrator tests the alerts.';
    return { id: await this.alerts.raise({ cause: 'test', subject: requestId, summary, requestId }) };
  }
}
