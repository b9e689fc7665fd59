import { connect, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { Body, Controller, Get, Post, StreamableFile } from '@nestjs/common';
import { SmallApp, smallApp } from '../../../test/support/small-app';
import { until } from '../../../test/support/until';
import { RateLimitModule } from '../rate-limit';
import { RedisModule } from '../redis';
import { QueryText } from './fields';

class Note {
  @QueryText(20)
  text: string;
}

let finish: (() => void) | undefined;
const stream = new Readable({ read: () => undefined });

@Controller()
class DoorController {
  @Post('notes')
  note(@Body() note: Note): object {
    return note;
  }
  @Get('page')
  page(): string {
    return 'page';
  }
  @Get('pending')
  async pending(): Promise<string> {
    await new Promise<void>((resolve) => (finish = resolve));
    return 'done';
  }
  @Get('stream')
  stream(): StreamableFile {
    stream.push('first,');
    return new StreamableFile(stream);
  }
}

let small: SmallApp;
let port: number;
beforeAll(async () => {
  small = await smallApp(
    { imports: [RedisModule, RateLimitModule], controllers: [DoorController] },
    { CORS_ORIGINS: 'https://web.example', HTTP_REQUEST_TIMEOUT_MS: '400' },
  );
  await small.app.listen(0, '127.0.0.1');
  port = Number(new URL(await small.app.getUrl()).port);
});
afterAll(() => small.app.close());
beforeEach(() => small.log.splice(0));

const ORIGIN = 'Origin: https://web.example\r\n';
const POST = `POST /notes HTTP/1.1\r\nHost: a\r\n${ORIGIN}X-Request-ID: given-1\r\nContent-Type: application/json\r\n`;

interface Conversation {
  readonly socket: Socket;
  /** All that came back. */
  answer(): string;
  readonly closed: Promise<void>;
}

function talk(bytes: string): Conversation {
  let answer = '';
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.on('data', (chunk) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  return { socket, answer: () => answer, closed };
}

/** Sends bytes as they are; resolves with all that came back when the server closed the connection. */
async function raw(bytes: string): Promise<string> {
  const { answer, closed } = talk(bytes);
  await closed;
  return answer();
}

const problemIn = (answer: string): Record<string, unknown> =>
  JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as Record<string, unknown>;

describe('a body that cannot be read', () => {
  it.each([
    ['ends in nonsense', `${POST}Transfer-Encoding: chunked\r\n\r\nnonsense\r\n`, 400, 'malformed-request'],
    ['comes too slowly', `${POST}Content-Length: 40\r\n\r\n{`, 408, 'request-timeout'],
  ])('because it %s gets the answer of its request, with its id and headers', async (_why, bytes, status, code) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/\r\nx-request-id: given-1\r\n/i);
    expect(answer).toMatch(/\r\naccess-control-allow-origin: https:\/\/web\.example\r\n/i);
    expect(answer).toMatch(/\r\nratelimit: "default";r=\d+;t=\d+\r\n/i);
    expect(problemIn(answer)).toMatchObject({ status, code, requestId: 'given-1', instance: '/notes' });
    await until(() => small.log.length > 0, 'the request is logged');
    expect(small.log).toEqual([expect.objectContaining({ requestId: 'given-1', route: '/notes', status, code })]);
  });
});

it('never writes a second answer into one that is under way', async () => {
  const { socket, answer, closed } = talk('GET /stream HTTP/1.1\r\nHost: a\r\n\r\n');
  await until(() => answer().includes('first,'), 'the stream has begun');
  socket.write('NONSENSE\r\n\r\n');
  await closed;
  expect(answer()).not.toContain('400 Bad Request');
});

it('never answers a request with the fault of the one after it', async () => {
  const { socket, answer, closed } = talk('GET /pending HTTP/1.1\r\nHost: a\r\n\r\n');
  await until(() => finish !== undefined, 'the request is being answered');
  socket.write('NONSENSE\r\n\r\n');
  await closed;
  finish?.();
  expect(answer()).toBe('');
});

it.each([
  ['has no Host', 'GET /page HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed-request'],
  ['has two Hosts', 'GET /page HTTP/1.1\r\nHost: a\r\nhost: b\r\nConnection: close\r\n\r\n', 400, 'malformed-request'],
  ['asks for no path', 'GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400, 'malformed-request'],
  [
    'has a method nobody knows here',
    'PROPFIND /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    405,
    'method-not-allowed',
  ],
])('answers a request that %s in the common shape, and counts it', async (_what, bytes, status, code) => {
  const answer = await raw(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toMatch(/\r\nratelimit: "default";/i);
  expect(problemIn(answer)).toMatchObject({ status, code });
  await until(() => small.log.length > 0, 'the request is logged');
  expect(small.log).toEqual([expect.objectContaining({ status, code })]);
});

it('takes HTTP/1.0 without a Host', async () => {
  expect(await raw('GET /page HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
});

it.each(['http://a/page', 'HTTP://a:80/page?', 'https://a/page'])('takes %s for its path', async (target) => {
  const answer = await raw(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});

it('refuses to be a tunnel, in the common shape', async () => {
  const answer = await raw('CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
  expect(answer).toContain('\r\nAllow: GET, HEAD\r\n');
  expect(problemIn(answer)).toMatchObject({ code: 'method-not-allowed' });
});
