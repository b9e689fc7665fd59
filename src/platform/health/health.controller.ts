import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { FastifyReply } from 'fastify';
import { Access } from '../access';
import { Unlimited } from '../rate-limit';
import { HealthDto, LivenessDto, ReadinessDto } from './health.dto';
import { Readiness, ReadinessReport } from './readiness';

@ApiTags('operations')
@Access('public')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @ApiOperation({ operationId: 'getHealth', summary: 'Status of the service and of its health checks' })
  @ApiOkResponse({ type: HealthDto })
  @Unlimited()
  @Get()
  @Header('Cache-Control', 'no-store')
  async health(): Promise<object> {
    return {
      status: 'ok',
      service: 'api',
      uptimeSeconds: Math.floor(process.uptime()),
      ...(await this.readiness.report()),
    };
  }

  @ApiOperation({ operationId: 'getLiveness', summary: 'Whether the process responds; checks nothing outside of it' })
  @ApiOkResponse({ type: LivenessDto })
  @Unlimited()
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): object {
    return { status: 'ok' };
  }

  @ApiOperation({ operationId: 'getReadiness', summary: 'Whether requests should be sent here: 200 if so, else 503' })
  @ApiOkResponse({ type: ReadinessDto })
  @ApiServiceUnavailableResponse({ type: ReadinessDto, description: 'Not ready' })
  @Unlimited()
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    void reply.status(report.ready ? 200 : 503);
    return report;
  }
}
