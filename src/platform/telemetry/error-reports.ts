import { Injectable, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ErrorEvent, Scope } from '@sentry/core';
import type { ServerRuntimeClient } from '@sentry/core/server';
import { AppConfig } from '../config';
import { catalogue } from '../errors';
import { FinishedResponse, onFinishedResponse, serverOf } from '../http';
import { redactText } from '../logging';

const SEND_TIMEOUT_MS = 5_000;
const FLUSH_TIMEOUT_MS = 2_000;

/** Reports to Sentry each request whose error code has the log level `error`. */
@Injectable()
export class ErrorReports implements OnModuleInit, OnApplicationShutdown {
  private client: ServerRuntimeClient | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly config: AppConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    const { sentryDsn } = this.config.telemetry;
    const server = serverOf(this.host);
    if (sentryDsn === undefined || !server) return;
    const core = await import('@sentry/core');
    const client = createClient(core, await import('@sentry/core/server'), sentryDsn, this.config.production);
    this.client = client;
    onFinishedResponse(server, (answer) => report(client, new core.Scope(), answer));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client?.close(FLUSH_TIMEOUT_MS);
  }
}

type Core = typeof import('@sentry/core');
type Server = typeof import('@sentry/core/server');

/** Without Sentry's integrations, which hook into the whole process and send data that is not redacted. */
function createClient(core: Core, server: Server, dsn: string, production: boolean): ServerRuntimeClient {
  const client = new server.ServerRuntimeClient({
    dsn,
    environment: production ? 'production' : 'development',
    platform: 'node',
    runtime: { name: 'node', version: process.version },
    integrations: [],
    sendClientReports: false,
    stackParser: core.createStackParser(server.nodeStackLineParser()),
    beforeSend: withoutSecrets,
    transport: (options) =>
      core.createTransport(options, async ({ body }) => {
        const { status, headers } = await fetch(options.url, {
          method: 'POST',
          headers: { ...options.headers },
          body: typeof body === 'string' ? body : Buffer.from(body),
          signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
        });
        return {
          statusCode: status,
          headers: {
            'x-sentry-rate-limits': headers.get('x-sentry-rate-limits'),
            'retry-after': headers.get('retry-after'),
          },
        };
      }),
  });
  client.init();
  return client;
}

function report(
  client: ServerRuntimeClient,
  scope: Scope,
  { request, route, failure, status }: FinishedResponse,
): void {
  if (!failure || catalogue[failure.code].logLevel !== 'error') return;
  scope.setTags({ requestId: request.id, method: request.method, route, status, code: failure.code });
  client.captureException(failure.cause ?? failure, {}, scope);
}

function withoutSecrets(event: ErrorEvent): ErrorEvent {
  for (const exception of event.exception?.values ?? []) {
    if (exception.value !== undefined) exception.value = redactText(exception.value);
  }
  return event;
}
