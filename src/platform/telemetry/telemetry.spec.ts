import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Controller, Get, Param } from '@nestjs/common';
import { SmallApp, smallApp } from '../../../test/support/small-app';
import { AppError } from '../errors';
import { TelemetryModule } from '.';

@Controller('things')
class ThingsController {
  @Get(':name')
  thing(@Param('name') name: string): string {
    if (name === 'fault') throw new Error('cannot reach postgres://user:s3cret-value@host/base');
    if (name === 'conflict') throw new AppError('conflict', 'There is one already.');
    return name;
  }
}

interface Received {
  readonly path: string;
  readonly body: string;
}

let receiver: Server;
let received: Received[];
let port: number;
let small: SmallApp;

beforeEach(async () => {
  received = [];
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  port = (receiver.address() as AddressInfo).port;
});
afterEach(() => new Promise((resolve) => receiver.close(resolve)));

const start = async (environment: Record<string, string>): Promise<void> => {
  small = await smallApp({ imports: [TelemetryModule], controllers: [ThingsController] }, environment);
};
const ask = (name: string, headers: Record<string, string> = {}) =>
  small.app.inject({ url: `/things/${name}`, headers: { 'x-request-id': `id-of-${name}`, ...headers } });

it('sends to Sentry the errors that a person must act on, with the request and without secrets', async () => {
  await start({ SENTRY_DSN: `http://public@127.0.0.1:${port}/7` });
  for (const name of ['well', 'conflict', 'fault']) await ask(name);
  await small.app.close();
  expect(received.map(({ path }) => path)).toEqual([expect.stringMatching(/^\/api\/7\/envelope\//)]);
  const lines = received[0]?.body.split('\n') ?? [];
  const event = JSON.parse(lines[2] ?? '{}') as { tags: object; exception: { values: object[] } };
  expect(event.tags).toMatchObject({ requestId: 'id-of-fault', route: '/things/:name', code: 'internal' });
  expect(event.exception.values).toMatchObject([{ type: 'Error', value: 'cannot reach postgres://***@host/base' }]);
  expect(received[0]?.body).not.toContain('s3cret-value');
});

it('responds as always when the receivers are away', async () => {
  await new Promise((resolve) => receiver.close(resolve));
  await start({
    SENTRY_DSN: `http://public@127.0.0.1:${port}/7`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  expect((await ask('fault')).statusCode).toBe(500);
  expect((await ask('well')).statusCode).toBe(200);
  await small.app.close();
});

it('sends nothing, and loads no library, where nothing is set', async () => {
  jest.doMock('@sentry/core/server', () => {
    throw new Error('loaded');
  });
  jest.doMock('@opentelemetry/api', () => {
    throw new Error('loaded');
  });
  await start({});
  expect((await ask('fault')).statusCode).toBe(500);
  await small.app.close();
  expect(received).toEqual([]);
});
