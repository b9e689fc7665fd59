import { Writable } from 'node:stream';
import { NestLogger, createLogger } from '.';

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

it('writes nothing below its level', () => {
  nest.debug('detail', 'Starter');
  expect(written).toBe('');
});
