import { Writable } from 'node:stream';
import { NestLogger, createLogger } from '.';

const SECRET = 's3cret-value';

let written = '';
const into = new Writable({
  write(chunk: Buffer, _encoding, done): void {
    written += chunk.toString();
    done();
  },
});
const logger = createLogger({ logLevel: 'info' }, into);
const nest = new NestLogger(logger);
beforeEach(() => {
  written = '';
});

it.each([
  [
    'a header',
    () => logger.info({ headers: { authorization: 'Bearer s3cret-value', 'x-admin-token': 's3cret-value' } }),
  ],
  ['a field', () => logger.info({ user: { password: 's3cret-value' }, apiKey: 's3cret-value' })],
  [
    'a header, whatever it is called and wherever it lies',
    () =>
      logger.info({
        request: { raw: { headers: { 'X-API-Key': SECRET, Cookie: `session=${SECRET}`, 'Set-Cookie': [SECRET] } } },
      }),
  ],
  [
    'a body',
    () => logger.info({ body: { users: [{ refreshToken: SECRET, newPassword: SECRET }], client_secret: SECRET } }),
  ],
  ['a body as text', () => nest.warn(`refused {"password": "${SECRET}", "id_token":"${SECRET}"}`, 'Context')],
  ['a URL in a field', () => logger.info({ url: `https://vendor.example/x?symbol=A&apikey=${SECRET}` })],
  ['a query with any kind of key', () => logger.info({ url: `/x?key=${SECRET}&refresh_token=${SECRET}#a` })],
  ['headers as text', () => logger.info(`Cookie: a=${SECRET}; b=${SECRET}\nx-api-key: ${SECRET}`)],
  ['a token by its form', () => logger.info(`refused eyJhbGciOiJIUzI1NiJ9.${SECRET}.${SECRET}`)],
  ['an API key by its form', () => logger.info(`refused aix_0a1b2c3d_${SECRET}`)],
  ['a URL in a message', () => nest.warn('cannot reach postgres://user:s3cret-value@host/base', 'Context')],
  [
    'a query in a message',
    () => nest.error('GET https://vendor.example/x?symbol=A&apikey=s3cret-value failed', 'Context'),
  ],
  ['an error', () => logger.error({ err: new Error('redis://:s3cret-value@host refused') })],
  ['a cause', () => logger.error({ err: new Error('outer', { cause: new Error('token=s3cret-value') }) })],
  ['an error by itself', () => logger.error(new Error('redis://:s3cret-value@host refused'))],
  ['an error given to Nest', () => nest.error(new Error('Authorization: Bearer s3cret-value'), 'Context')],
])('writes no secret of %s', (_of, log) => {
  log();
  expect(written).not.toBe('');
  expect(written).not.toContain('s3cret-value');
});

it('writes one JSON object a line, with level, time, context and message', () => {
  nest.log('ready', 'Starter');
  expect(JSON.parse(written)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    context: 'Starter',
    msg: 'ready',
  });
});

it('writes what is no secret as it was given', () => {
  const fields = {
    route: '/api/v1/prices/:symbol',
    status: 200,
    ms: 1.5,
    counts: { new: 3 },
    symbols: ['EUR/USD', '^GSPC'],
  };
  logger.info({ ...fields, none: null, at: new Date(0) }, 'answered');
  expect(JSON.parse(written)).toMatchObject({ ...fields, none: null, at: '1970-01-01T00:00:00.000Z', msg: 'answered' });
});

it('writes nothing below its level', () => {
  nest.debug('detail', 'Starter');
  expect(written).toBe('');
});
