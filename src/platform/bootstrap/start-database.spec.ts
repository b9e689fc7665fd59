import { once } from 'node:events';
import { AddressInfo, createServer, Socket } from 'node:net';
import { pino } from 'pino';
import { migrateWhenReady } from './start-database';
import { StartError } from './start.error';

/** The error of a start with a timeout of 0 on a database host that behaves like this. */
async function startWith(behave: (socket: Socket) => void): Promise<unknown> {
  const server = createServer((socket) => behave(socket.resume().on('error', () => undefined)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `postgres://nobody@127.0.0.1:${port}/none`;
  const started = migrateWhenReady(url, pino({ level: 'silent' }), 0);
  const error: unknown = await started.catch((reason: unknown) => reason);
  server.close();
  return error;
}

/** PostgreSQL's message of a failure, which ends the connection. */
function fatal(state: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${state}\0Mmade up\0\0`);
  const header = Buffer.from('E\0\0\0\0');
  header.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([header, fields]);
}

it.each<[string, string, (socket: Socket) => void]>([
  ['accepts a connection and never answers', 'ETIMEDOUT', () => undefined],
  ['hangs up', 'lost', (socket) => socket.once('data', () => socket.end())],
  ['is being stopped', '57P01', (socket) => socket.once('data', () => socket.end(fatal('57P01')))],
  ['has crashed', '57P02', (socket) => socket.once('data', () => socket.end(fatal('57P02')))],
  ['is starting', '57P03', (socket) => socket.once('data', () => socket.end(fatal('57P03')))],
])('waits until the timeout for a database on a host that %s', async (_what, code, behave) => {
  const error = await startWith(behave);
  expect(error).toBeInstanceOf(StartError);
  expect(error).toMatchObject({ message: `DATABASE_URL: no database there (${code})` });
});

it('does not wait when a pooler refuses the database', async () => {
  const error = await startWith((socket) => socket.once('data', () => socket.end(fatal('08P01'))));
  expect(error).not.toBeInstanceOf(StartError);
  expect(error).toMatchObject({ code: '08P01' });
});
