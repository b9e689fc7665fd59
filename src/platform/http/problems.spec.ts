import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpException, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { FastifyReply } from 'fastify';
import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { until } from '../../../test/support/until';
import { SmallApp, smallApp } from '../../../test/support/small-app';
import { AppError } from '../errors';
import { QueryInteger, QueryText } from './fields';

class Page {
  @QueryInteger(1, 10, { optional: true })
  limit?: number;
}

class Note {
  @QueryText(20)
  text: string;
}

function sqlError(code: string): QueryFailedError {
  const driver = Object.assign(new DatabaseError('secret relation "prices" in /var/lib', 0, 'error'), { code });
  return new QueryFailedError('SELECT secret', [], driver);
}

const THROWN: Record<string, () => unknown> = {
  conflict: () => new AppError('conflict', 'There is one already.'),
  breaker: () => new AppError('upstream-circuit-open', 'Paused.', { retryAfterSeconds: 12.2 }),
  teapot: () => new HttpException('short and stout', 418),
  object: () => new HttpException({ message: ['one', 'two'] }, 400),
  plain: () => new Error('secret of /etc/passwd'),
  text: () => 'a thrown string',
  vendor: () => Object.assign(new Error('Not found there'), { statusCode: 404 }),
  unique: () => sqlError('23505'),
  range: () => sqlError('22003'),
  deadlock: () => sqlError('40P01'),
  down: () => sqlError('57P01'),
  syntax: () => sqlError('42601'),
  refused: () => Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }),
  pool: () => new Error('timeout exceeded when trying to connect'),
};

/** Headers of a body that an error replaces. */
const FILE_HEADERS = {
  etag: 'W/"7"',
  'content-encoding': 'identity',
  'content-length': '1200000',
  'content-disposition': 'attachment; filename="prices.csv"',
};

@Controller()
class TroubleController {
  @Get('throw/:what')
  fail(@Param('what') what: string): never {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- one of them throws text, as libraries do
    throw THROWN[what]?.() ?? new Error('unknown');
  }
  @Get('page')
  page(@Query() page: Page): object {
    return page;
  }
  @Post('notes')
  note(@Body() note: Note): Note {
    return note;
  }
  @Get('file/:fails')
  file(@Param('fails') fails: string, @Res() reply: FastifyReply): void {
    for (const [name, value] of Object.entries(FILE_HEADERS)) void reply.header(name, value);
    if (fails === 'at-once') throw new Error('no such file');
    void reply.send(
      new Readable({
        read() {
          this.destroy(new Error('unreadable file'));
        },
      }),
    );
  }
  @Get('still-born-stream')
  stillBorn(): StreamableFile {
    return new StreamableFile(
      new Readable({
        read() {
          this.destroy(new Error('secret of the disk'));
        },
      }),
    );
  }
  @Get('broken-stream')
  broken(): StreamableFile {
    return new StreamableFile(
      Readable.from(
        (function* () {
          yield 'first,';
          yield 'x'.repeat(70_000);
          throw new Error('the database went away');
        })(),
      ),
    );
  }
}

const SECRET = '0123456789abcdef0123456789abcdef';

let small: SmallApp;
let port: number;
beforeAll(async () => {
  small = await smallApp(
    { controllers: [TroubleController] },
    { NODE_ENV: 'production', ADMIN_TOKEN: SECRET, JWT_SECRET: SECRET, CORS_ORIGINS: 'https://web.example' },
  );
  await small.app.listen(0, '127.0.0.1');
  port = Number(new URL(await small.app.getUrl()).port);
});
afterAll(() => small.app.close());
beforeEach(() => small.log.splice(0));

const inject = (options: object) => small.app.inject(options);

/** Sends bytes as they are; resolves with all that came back when the server closed the connection. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('an error', () => {
  it.each([
    ['conflict', 409, 'conflict'],
    ['breaker', 502, 'upstream-circuit-open'],
    ['teapot', 400, 'malformed-request'],
    ['plain', 500, 'internal'],
    ['text', 500, 'internal'],
    ['vendor', 500, 'internal'],
    ['unique', 409, 'conflict'],
    ['range', 400, 'value-rejected'],
    ['deadlock', 503, 'database-busy'],
    ['down', 503, 'database-unavailable'],
    ['syntax', 500, 'internal'],
    ['refused', 503, 'database-unavailable'],
    ['pool', 503, 'database-busy'],
  ])('thrown as "%s" is answered %i %s', async (what, status, code) => {
    const answer = await inject({ url: `/throw/${what}?apikey=1` });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toMatchObject({ type: `/errors/${code}`, code, status, instance: `/throw/${what}` });
    expect(answer.json().requestId).toBe(answer.headers['x-request-id']);
    expect(answer.payload).not.toMatch(/secret|SELECT|\/etc|\.ts/);
  });

  it('says detail as one string, whatever was thrown', async () => {
    const { detail } = (await inject({ url: '/throw/object' })).json();
    expect(typeof detail).toBe('string');
  });

  it('says when to try again where that would help', async () => {
    expect((await inject({ url: '/throw/breaker' })).headers['retry-after']).toBe('13');
    expect((await inject({ url: '/throw/down' })).headers['retry-after']).toBe('5');
    expect((await inject({ url: '/throw/plain' })).headers['retry-after']).toBeUndefined();
  });

  it('names the field that was wrong', async () => {
    const problem = (await inject({ url: '/page?limit=11' })).json();
    expect(problem.errors).toEqual([{ pointer: '/limit', detail: 'limit must be a whole number, 1 to 10' }]);
    expect(problem.detail).toBe('limit must be a whole number, 1 to 10');
  });

  it('carries the CORS headers of an allowed origin', async () => {
    const answer = await inject({ url: '/nowhere', headers: { origin: 'https://web.example' } });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['access-control-allow-origin']).toBe('https://web.example');
    expect(answer.headers['access-control-expose-headers']).toContain('Retry-After');
  });

  it('carries none for another origin', async () => {
    const answer = await inject({ url: '/nowhere', headers: { origin: 'https://evil.example' } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a request that no controller sees', () => {
  const json = { 'content-type': 'application/json' };
  it.each([
    ['malformed JSON', { method: 'POST', url: '/notes', headers: json, payload: '{"text":' }, 400, 'malformed-request'],
    ['no JSON', { method: 'POST', url: '/notes', headers: json, payload: '' }, 400, 'malformed-request'],
    [
      'a __proto__',
      { method: 'POST', url: '/notes', headers: json, payload: '{"__proto__":{}}' },
      400,
      'malformed-request',
    ],
    [
      'another content type',
      { method: 'POST', url: '/notes', headers: { 'content-type': 'text/xml' }, payload: '<a/>' },
      415,
      'unsupported-media-type',
    ],
    [
      'a form',
      {
        method: 'POST',
        url: '/notes',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'text=a',
      },
      415,
      'unsupported-media-type',
    ],
    [
      'bytes that are no UTF-8',
      { method: 'POST', url: '/notes', headers: json, payload: Buffer.from('{"text":"\xff"}', 'latin1') },
      400,
      'malformed-request',
    ],
    ['null for a body', { method: 'POST', url: '/notes', headers: json, payload: 'null' }, 400, 'validation-failed'],
    [
      'deep nesting',
      { method: 'POST', url: '/notes', headers: json, payload: `${'['.repeat(8_000)}${']'.repeat(8_000)}` },
      400,
      'validation-failed',
    ],
    [
      'a large body',
      { method: 'POST', url: '/notes', payload: { text: 'a'.repeat(1_100_000) } },
      413,
      'payload-too-large',
    ],
    ['a path that cannot be decoded', { url: '/throw/%E0%A4%A' }, 400, 'malformed-request'],
    ['an unknown path', { url: '/nowhere' }, 404, 'not-found'],
    ['another method', { method: 'DELETE', url: '/throw/plain' }, 405, 'method-not-allowed'],
  ])('because of %s is answered in the same shape', async (_because, request, status, code) => {
    const answer = await inject({
      ...request,
      headers: { origin: 'https://web.example', ...Reflect.get(request, 'headers') },
    });
    expect(answer.json()).toMatchObject({ status, code, type: `/errors/${code}` });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['x-request-id']).toBe(answer.json().requestId);
    expect(answer.headers['access-control-allow-origin']).toBe('https://web.example');
    expect(small.log).toContainEqual(expect.objectContaining({ status, code, requestId: answer.json().requestId }));
  });

  it('says the allowed methods with a 405', async () => {
    expect((await inject({ method: 'PUT', url: '/notes' })).headers.allow).toBe('POST');
    expect((await inject({ method: 'POST', url: '/throw/x' })).headers.allow).toBe('GET, HEAD');
  });

  it('because it is no HTTP is answered in the same shape', async () => {
    const answer = await raw('NONSENSE\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    expect(answer).toContain('application/problem+json');
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'malformed-request' });
  });

  it('because of 20 kB of headers is answered 431', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

it('answers a slow client 408', async () => {
  const slow = await smallApp({}, { HTTP_REQUEST_TIMEOUT_MS: '200' });
  await slow.app.listen(0, '127.0.0.1');
  const before = port;
  port = Number(new URL(await slow.app.getUrl()).port);
  const answer = await raw('POST /notes HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n');
  port = before;
  await slow.app.close();
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout/);
  expect(answer).toContain('"code":"request-timeout"');
});

it('breaks off a stream that fails in its middle, so that the client notices, and logs it', async () => {
  await expect(
    fetch(`http://127.0.0.1:${port}/broken-stream`, { headers: { 'accept-encoding': 'identity' } }).then((a) =>
      a.text(),
    ),
  ).rejects.toThrow();
  await until(() => small.log.some(({ route }) => route === '/broken-stream'), 'the line is logged');
  expect(small.log.filter(({ route }) => route === '/broken-stream')).toEqual([
    expect.objectContaining({
      msg: 'response aborted',
      level: 'error',
      code: 'internal',
      err: expect.objectContaining({ message: 'the database went away' }),
    }),
  ]);
});

it.each(['identity', 'gzip'])('answers 500 for a stream that fails before its first byte (%s)', async (encoding) => {
  const answer = await fetch(`http://127.0.0.1:${port}/still-born-stream`, {
    headers: { 'accept-encoding': encoding },
  });
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('secret');
});

it.each(['at-once', 'as-a-stream'])(
  'removes the ETag and the headers of the intended body (fails %s)',
  async (fails) => {
    const { statusCode, headers, body } = await inject({ url: `/file/${fails}` });
    expect(statusCode).toBe(500);
    const { 'content-length': length, ...kept } = headers;
    expect(Object.keys(FILE_HEADERS).filter((name) => name in kept)).toEqual([]);
    expect(Number(length ?? body.length)).toBe(body.length);
  },
);

it('never ends a compressed stream as if it were whole', async () => {
  const headers = { 'accept-encoding': 'gzip' };
  const whole = fetch(`http://127.0.0.1:${port}/broken-stream`, { headers }).then(async (answer) => {
    await answer.text();
    return answer.status;
  });
  // Nothing may have left the compressor yet; then there is still time for a problem.
  expect(await whole.catch(() => 500)).toBe(500);
});

it('outside production adds the cause', async () => {
  const development = await smallApp({ controllers: [TroubleController] });
  expect((await development.app.inject({ url: '/throw/plain' })).json().cause).toContain('secret of /etc/passwd');
  await development.app.close();
});
