import { IncomingMessage, Server, ServerResponse, createServer } from 'node:http';
import {
  BeforeApplicationShutdown,
  Controller,
  Get,
  Headers,
  Injectable,
  Logger,
  OnApplicationBootstrap,
  Res,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { FastifyReply } from 'fastify';
import { Access } from '../access';
import { AppConfig } from '../config';
import { AppError } from '../errors';
import { serverOf } from '../http';
import { StartError } from '../bootstrap';
import { Unlimited } from '../rate-limit';
import { MetricsRegistry } from './metrics-registry';
import { equalsInConstantTime } from '../utils/hash';

/** Serves the metrics on the port of the API. */
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
    this.authorize(authorization);
    void reply.header('Content-Type', this.registry.contentType).header('Cache-Control', 'no-store');
    return this.registry.metrics();
  }

  /** In production the metrics need a token or a port of their own. */
  private authorize(authorization: string | undefined): void {
    const { token, port } = this.config.metrics;
    if (token === undefined && (this.config.production || port !== undefined)) {
      throw new AppError('not-found', 'Metrics are not served here.');
    }
    if (!isAuthorized(authorization, token)) {
      throw new AppError('unauthenticated', 'Metrics need the token as Authorization: Bearer.');
    }
  }
}

/**
 * Serves the metrics on METRICS_PORT, where it is set, so that no load balancer exposes them. Not in a CLI command,
 * which loads the same modules and runs beside the service.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(MetricsServer.name);
  private server: Server | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly registry: MetricsRegistry,
    private readonly config: AppConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { port } = this.config.metrics;
    if (port === undefined || !serverOf(this.host)) return;
    const server = createServer((request, response) => void this.respond(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) =>
        reject(new StartError(`METRICS_PORT: cannot listen on ${port} (${cause.message})`, { cause })),
      );
      server.listen(port, this.config.http.host, resolve);
    });
    this.logger.log(`metrics on port ${port}`);
  }

  beforeApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async respond({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isAuthorized(headers.authorization, this.config.metrics.token)) {
      response.writeHead(401, { 'WWW-Authenticate': 'Bearer' }).end();
      return;
    }
    try {
      const text = await this.registry.metrics();
      response.setHeader('Content-Type', this.registry.contentType).end(text);
    } catch (error) {
      this.logger.error({ msg: 'the metrics could not be collected', err: error });
      response.writeHead(500).end();
    }
  }
}

/** True without a token, or when the header is `Bearer <token>`. Compares in constant time. */
function isAuthorized(authorization = '', token: string | undefined): boolean {
  return token === undefined || equalsInConstantTime(authorization, `Bearer ${token}`);
}
