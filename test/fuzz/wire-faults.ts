import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Operation } from './document';
import { Answer, HttpRequest } from './send';

/** A way of writing a right request wrongly, and what must become of it. */
export interface WireFault {
  readonly what: string;
  readonly change: (request: HttpRequest) => HttpRequest;
  readonly expects: (answer: Answer) => boolean;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'SEARCH', 'QUERY'];

export function wireFaultOf(operation: Operation, all: readonly Operation[]): fc.Arbitrary<WireFault> {
  const body = operation.body === undefined ? [] : [...BODY_TYPES, ...BODY_BYTES, emptyBody(operation.body.required)];
  return fc.constantFrom(...methodFaults(operation, all), ...PATHS, ...QUERIES, ...headerFaults(), ...body);
}

const anyAnswer = (): boolean => true;
const oneOf =
  (...statuses: number[]) =>
  (answer: Answer): boolean =>
    statuses.includes(answer.status);

function methodFaults(operation: Operation, all: readonly Operation[]): WireFault[] {
  const taken = new Set(all.filter(({ path }) => path === operation.path).map(({ method }) => method));
  const wrong = METHODS.filter((method) => !taken.has(method)).map((method) => ({
    what: `method ${method}`,
    change: (request: HttpRequest) => withoutBody({ ...request, method }),
    expects: ({ status, headers }: Answer) => status === 405 && String(headers.allow).includes(operation.method),
  }));
  const head = { what: 'HEAD', change: (request: HttpRequest) => withoutBody({ ...request, method: 'HEAD' }) };
  return [...wrong, { ...head, expects: taken.has('GET') ? ({ status }) => status < 500 : oneOf(405) }];
}

const PATHS: WireFault[] = [
  { what: 'a bad percent sign', change: atPath((path) => `${path}%zz`), expects: oneOf(400) },
  { what: 'an overlong encoding', change: atPath((path) => `${path}%c0%af`), expects: oneOf(400) },
  { what: 'a path that ends in NUL', change: atPath((path) => `${path}%00`), expects: oneOf(400, 404, 405) },
  { what: 'a doubled slash', change: atPath((path) => path.replace('/', '//')), expects: oneOf(404) },
  { what: 'dots', change: atPath((path) => `/nowhere/..${path}`), expects: oneOf(404) },
  { what: 'a very long path', change: atPath((path) => `${path}/${'x'.repeat(8_000)}`), expects: oneOf(400, 404, 405) },
];

const QUERIES: WireFault[] = [
  '%',
  '%zz=%zz',
  '=',
  '&&&',
  '?',
  'a[b][c]=1',
  '%00=%00',
  '\u00e9'.repeat(3),
  'a&'.repeat(3_000),
].map((text) => ({
  what: `the query ${text.slice(0, 10)}`,
  change: (request) => ({ ...request, target: `${request.target.split('?', 1)[0]}?${encodeLatin(text)}` }),
  expects: anyAnswer,
}));

function headerFaults(): WireFault[] {
  const header = (name: string, value: string, expects: WireFault['expects'] = anyAnswer): WireFault => ({
    what: `${name}: ${value.slice(0, 20)}`,
    change: (request) => ({ ...request, headers: { ...request.headers, [name]: value } }),
    expects,
  });
  return [
    header('accept', ';;;q=x, */'),
    header('accept', 'application/vnd.nobody'),
    header('accept', 'text/csv'),
    header('accept', 'application/x-ndjson'),
    header('accept-encoding', 'junk;q=9, br;q=-1'),
    header('if-none-match', '"'),
    header('if-none-match', 'W/"junk", *'),
    header('x-request-id', 'a b\u00fc', ({ headers }) => headers['x-request-id'] !== 'a b\u00fc'),
    header('x-request-id', 'x'.repeat(65), ({ headers }) => headers['x-request-id'] !== 'x'.repeat(65)),
    header('x-request-id', 'my-id_1.2', ({ headers }) => headers['x-request-id'] === 'my-id_1.2'),
    header('traceparent', '00-junk-junk-zz'),
    header('origin', 'null\u00ff'),
    header('cookie', '=;;%zz;__proto__=1'),
    header('range', 'bytes=9-1'),
    header('x-forwarded-for', "' or 1=1, ::ffff:999.1.1.1"),
    header('forwarded', 'for="_'),
    header('idempotency-key', 'x'.repeat(201)),
    header('x-http-method-override', 'DELETE'),
    header('x-long', 'x'.repeat(20_000), oneOf(431)),
    header('expect', 'nonsense'),
  ];
}

const BODY_TYPES: WireFault[] = [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/jsonx',
  'application',
  ';',
  '',
].map((type) => ({
  what: `content type '${type}'`,
  change: (request) => ({ ...request, headers: { ...request.headers, 'content-type': type } }),
  expects: oneOf(400, 415),
}));

const BODY_BYTES: WireFault[] = [
  bytes('a body cut short', (body) => body.subarray(0, Math.max(1, body.length - 1))),
  bytes('half a body', (body) => body.subarray(0, Math.ceil(body.length / 2))),
  bytes('bytes that are no UTF-8', (body) =>
    Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from('",'), body.subarray(1)]),
  ),
  form(),
  bytes('UTF-16', (body) => Buffer.from(body.toString(), 'utf16le')),
  bytes('a trailing comma', (body) => Buffer.from(`${body.toString().slice(0, -1)},}`)),
  bytes('a comment', (body) => Buffer.from(`/* */${body.toString()}`)),
  bytes('NaN', () => Buffer.from('{"baseValue": NaN}')),
  bytes('a prototype', () => Buffer.from('{"__proto__": {"administrator": true}}')),
  bytes('deep nesting', () => Buffer.from(`${'['.repeat(8_000)}${']'.repeat(8_000)}`)),
  {
    ...bytes('a compressed body', (body) => gzipSync(body), { 'content-encoding': 'gzip' }),
    expects: anyAnswer,
  },
  {
    ...bytes('a bomb', () => gzipSync(Buffer.alloc(20_000_000, ' ')), { 'content-encoding': 'gzip' }),
    expects: oneOf(400, 413, 415),
  },
  { ...bytes('too large a body', () => Buffer.from(`{"name":"${'x'.repeat(1_100_000)}"}`)), expects: oneOf(413) },
];

function bytes(what: string, change: (body: Buffer) => Buffer, headers: Record<string, string> = {}): WireFault {
  return {
    what,
    change: (request) => ({
      ...request,
      headers: { ...request.headers, ...headers, 'content-type': 'application/json' },
      body: change(request.body ?? Buffer.from('{}')),
    }),
    expects: oneOf(400, 415),
  };
}

/** No bytes are no body. */
function emptyBody(required: boolean): WireFault {
  const fault = bytes('an empty body', () => Buffer.alloc(0));
  return required ? fault : { ...fault, expects: anyAnswer };
}

/** The same fields as a browser's form would send them; some field in any case, for an empty form is no body. */
function form(): WireFault {
  return {
    what: 'a form',
    change: (request) => ({
      ...request,
      headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(
        new URLSearchParams({ a: '1', ...(JSON.parse(String(request.body ?? '{}')) as object) }).toString(),
      ),
    }),
    expects: oneOf(400, 415),
  };
}

function atPath(change: (path: string) => string): WireFault['change'] {
  return (request) => {
    const [path = '', ...query] = request.target.split('?');
    return { ...request, target: [change(path), ...query].join('?') };
  };
}

function withoutBody({ method, target, headers }: HttpRequest): HttpRequest {
  const others = Object.entries(headers).filter(([name]) => name !== 'content-type');
  return { method, target, headers: Object.fromEntries(others) };
}

/** As bytes that stand in a URL although they must not. */
function encodeLatin(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
