import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { FastifyReply } from 'fastify';
import { Access } from '../access';
import { AppConfig } from '../config';
import { AppError } from '../errors';
import { Unlimited } from '../rate-limit/decorators';
import { isAdmitted } from './metrics-access';
import { MetricsRegistry } from './metrics-registry';

@ApiExcludeController()
@Access('public')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly config: AppConfig,
  ) {}

  @Unlimited()
  @Get()
  async metrics(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.admit(authorization);
    void reply.header('Content-Type', this.registry.contentType).header('Cache-Control', 'no-store');
    return this.registry.metrics();
  }

  /** In production there are no metrics for the whole world: a token, or a port of their own. */
  private admit(authorization: string | undefined): void {
    const { token, port } = this.config.metrics;
    if (token === undefined && (this.config.production || port !== undefined)) {
      throw new AppError('not-found', 'Metrics are not served here.');
    }
    if (!isAdmitted(authorization, token)) {
      throw new AppError('unauthenticated', 'Metrics need the token as Authorization: Bearer.');
    }
  }
}
