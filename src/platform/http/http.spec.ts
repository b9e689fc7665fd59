import { constants } from 'node:zlib';
import { Body, Controller, Get, Logger, Post } from '@nestjs/common';
import { SmallApp, smallApp } from '../../../test/support/small-app';
import { currentRequestId } from '../request-context';
import { COMPRESSION } from './configure-http';
import { QueryText } from './fields';

class Note {
  @QueryText(20)
  text: string;
}

@Controller()
class NotesController {
  private readonly logger = new Logger('Notes');

  @Get('page')
  page(): object {
    return {};
  }
  @Post('notes')
  note(@Body() note: Note): object {
    this.logger.log('noted');
    return { ...note, requestId: currentRequestId() };
  }
  @Get('large')
  large(): object {
    return { text: 'a'.repeat(5000) };
  }
}

const SECRET = '0123456789abcdef0123456789abcdef';

let small: SmallApp;
beforeAll(async () => {
  small = await smallApp(
    { controllers: [NotesController] },
    { NODE_ENV: 'production', ADMIN_TOKEN: SECRET, JWT_SECRET: SECRET, CORS_ORIGINS: 'https://web.example' },
  );
});
afterAll(() => small.app.close());
beforeEach(() => small.log.splice(0));

const inject = (options: object) => small.app.inject(options);

describe('the request id', () => {
  it('is the one given, in the header, the body, the log and the context', async () => {
    const answer = await inject({
      method: 'POST',
      url: '/notes',
      headers: { 'x-request-id': 'Ab_1.2-3' },
      payload: { text: 'hello' },
    });
    expect(answer.headers['x-request-id']).toBe('Ab_1.2-3');
    expect(answer.json().requestId).toBe('Ab_1.2-3');
    expect(small.log).toEqual([
      expect.objectContaining({ msg: 'noted', context: 'Notes', requestId: 'Ab_1.2-3' }),
      expect.objectContaining({
        msg: 'response sent',
        method: 'POST',
        route: '/notes',
        status: 201,
        requestId: 'Ab_1.2-3',
      }),
    ]);
  });

  it('is the trace id of a traceparent', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { headers } = await inject({ url: '/page', headers: { traceparent } });
    expect(headers['x-request-id']).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it.each([
    ['of a version that cannot be', 'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    ['of zeros', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'],
    ['too short', '00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01'],
  ])('is a new one instead of a traceparent %s', async (_how, traceparent) => {
    const { headers } = await inject({ url: '/page', headers: { traceparent } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  it.each([['a b'], ['a'.repeat(65)], ['é'], ['']])('is a new one instead of "%s"', async (given) => {
    const { headers } = await inject({ url: '/page', headers: { 'x-request-id': given } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is on a preflight too', async () => {
    const answer = await inject({
      method: 'OPTIONS',
      url: '/notes',
      headers: { origin: 'https://web.example', 'access-control-request-method': 'POST' },
    });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers['x-request-id']).toBeDefined();
    expect(answer.headers['access-control-allow-methods']).toContain('PUT');
    for (const name of ['X-API-Key', 'X-Admin-Token', 'X-Request-ID', 'traceparent', 'Idempotency-Key'])
      expect(answer.headers['access-control-allow-headers']).toContain(name);
  });
});

it('compresses a large answer and leaves a small one', async () => {
  const headers = { 'accept-encoding': 'br, gzip' };
  expect((await inject({ url: '/large', headers })).headers['content-encoding']).toBe('br');
  expect((await inject({ url: '/page', headers })).headers['content-encoding']).toBeUndefined();
});

it('compresses by the quality of brotli that takes a millisecond, not by the one that takes a third of a second', () => {
  expect(COMPRESSION.brotliOptions?.params).toEqual({ [constants.BROTLI_PARAM_QUALITY]: 1 });
});

it('lets pages of plain http host names load their scripts', async () => {
  const policy = (await inject({ url: '/page' })).headers['content-security-policy'];
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toContain('upgrade-insecure-requests');
});

it('warns once when X-Forwarded-For arrives untrusted, and does not believe it', async () => {
  for (let i = 0; i < 3; i++) await inject({ url: '/page', headers: { 'x-forwarded-for': '9.9.9.9' } });
  expect(small.log.filter(({ level }) => level === 'warn')).toHaveLength(1);
  expect(small.log.some(({ client }) => client === '9.9.9.9')).toBe(false);
});

it('trusts as many proxies as are configured', async () => {
  const behind = await smallApp({ controllers: [NotesController] }, { TRUST_PROXY: '1' });
  await behind.app.inject({ url: '/page', headers: { 'x-forwarded-for': '6.6.6.6, 9.9.9.9' } });
  expect(behind.log.find(({ route }) => route === '/page')).toMatchObject({ client: '9.9.9.9' });
  await behind.app.close();
});

it('keeps a connection longer than load balancers do', () => {
  expect(small.app.getHttpServer()).toMatchObject({ keepAliveTimeout: 65_000, headersTimeout: 70_000 });
});
