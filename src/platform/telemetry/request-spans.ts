import { Injectable, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Context, Tracer } from '@opentelemetry/api';
import type { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { AppConfig } from '../config';
import { FinishedResponse, onFinishedResponse, serverOf } from '../http';
import { traceParentOf } from '../request-context';

const EXPORT_TIMEOUT_MS = 2_000;

type Api = typeof import('@opentelemetry/api');

/**
 * Exports a span for each request to an OpenTelemetry collector (OTLP over HTTP), in the trace of the client's
 * `traceparent`. Spans are created after the response, so that no request waits for them.
 */
@Injectable()
export class RequestSpans implements OnModuleInit, OnApplicationShutdown {
  private provider: BasicTracerProvider | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly config: AppConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    const { otlpEndpoint } = this.config.telemetry;
    const server = serverOf(this.host);
    if (otlpEndpoint === undefined || !server) return;
    const api = await import('@opentelemetry/api');
    this.provider = await createProvider(`${otlpEndpoint.replace(/\/+$/, '')}/v1/traces`);
    const tracer = this.provider.getTracer('autoindex');
    onFinishedResponse(server, (answer) => record(api, tracer, answer));
  }

  /** Sends the remaining spans, for a bounded time. */
  async onApplicationShutdown(): Promise<void> {
    await this.provider?.shutdown().catch(() => undefined);
  }
}

async function createProvider(url: string): Promise<BasicTracerProvider> {
  const [sdk, exporters, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new exporters.OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS });
  return new sdk.BasicTracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': 'autoindex' }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
}

/** The names of the attributes follow OpenTelemetry's conventions for HTTP servers. */
function record(api: Api, tracer: Tracer, { request, route, status, milliseconds, failure }: FinishedResponse): void {
  const end = Date.now();
  const attributes = {
    'http.request.method': request.method,
    'http.route': route,
    'http.response.status_code': status,
    'autoindex.request_id': request.id,
    ...(failure ? { 'error.type': failure.code } : {}),
  };
  const options = { kind: api.SpanKind.SERVER, startTime: end - milliseconds, attributes };
  const span = tracer.startSpan(`${request.method} ${route}`, options, parentOf(api, request.headers));
  if (status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
  span.end(end);
}

function parentOf(api: Api, headers: FinishedResponse['request']['headers']): Context {
  const parent = traceParentOf(headers);
  if (!parent) return api.ROOT_CONTEXT;
  const { traceId, spanId, sampled } = parent;
  const traceFlags = sampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE;
  return api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}
