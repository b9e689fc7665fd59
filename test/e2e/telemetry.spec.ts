import { TestDatabase, createTestDatabase } from '../support/database';
import { ServiceProcess } from '../support/processes';
import { WebhookReceiver, startWebhookReceiver } from '../support/webhook-receiver';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

interface Traces {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: Record<string, unknown>[] }[] }[];
}

describe('a collector of OpenTelemetry', () => {
  let database: TestDatabase;
  let collector: WebhookReceiver;
  let service: ServiceProcess;

  beforeAll(async () => {
    [database, collector] = await Promise.all([createTestDatabase(), startWebhookReceiver()]);
    const environment = {
      DATABASE_URL: database.url,
      DEMO_DATA: 'false',
      READ_ACCESS: 'public',
      OTEL_EXPORTER_OTLP_ENDPOINT: `${new URL(collector.url).origin}/`,
    };
    service = await ServiceProcess.start({ folder: process.cwd(), environment });
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    await collector.close();
    await database.drop();
  });

  it('is sent a span of each request, in the trace of its client, unless that one does not record it', async () => {
    const ask = async (path: string, traceparent: string, requestId: string): Promise<void> => {
      const answer = await fetch(`${service.url}${path}`, { headers: { traceparent, 'x-request-id': requestId } });
      await answer.arrayBuffer();
    };
    await ask('/api/v1/assets/NONE', `00-${TRACE}-${SPAN}-01`, 'recorded');
    await ask('/api/v1/assets/NONE', `00-${TRACE}-${SPAN}-00`, 'not-recorded');
    expect(await service.end('SIGTERM')).toBe(0);
    const spans = (collector.messages as unknown as Traces[])
      .flatMap(({ resourceSpans }) => resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    const ours = spans.filter(({ traceId }) => traceId === TRACE);
    expect(ours).toMatchObject([{ name: 'GET /api/v1/assets/:symbol', parentSpanId: SPAN, kind: 2 }]);
    expect(ours[0]?.attributes).toEqual(
      expect.arrayContaining([
        { key: 'http.response.status_code', value: { intValue: 404 } },
        { key: 'autoindex.request_id', value: { stringValue: 'recorded' } },
        { key: 'error.type', value: { stringValue: 'not-found' } },
      ]),
    );
  });
});
