import { IncomingMessage, Server, ServerResponse, createServer } from 'node:http';
import { BeforeApplicationShutdown, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AppConfig } from '../config';
import { serverOf } from '../http';
import { StartError } from '../bootstrap';
import { isAdmitted } from './metrics-access';
import { MetricsRegistry } from './metrics-registry';

/**
 * The metrics on a port of their own, which no load balancer passes on, where METRICS_PORT says so. Not in a command,
 * which is made of the same modules and runs beside the service.
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
    const server = createServer((request, response) => void this.answer(request, response));
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

  private async answer({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isAdmitted(headers.authorization, this.config.metrics.token)) {
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
