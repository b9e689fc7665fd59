import { once } from 'node:events';
import { AddressInfo, createServer } from 'node:net';
import { pino } from 'pino';
import { migrateWhenReady } from './migrate-when-ready';
import { StartError } from './start.error';

it('gives up on a host that lets one in and never says anything', async () => {
  const mute = createServer((socket) => socket.resume().on('error', () => undefined));
  await once(mute.listen(0, '127.0.0.1'), 'listening');
  const { port } = mute.address() as AddressInfo;
  const url = `postgres://nobody@127.0.0.1:${port}/none`;
  const started = migrateWhenReady(url, pino({ level: 'silent' }), 0);
  const error: unknown = await started.catch((reason: unknown) => reason);
  mute.close();
  expect(error).toBeInstanceOf(StartError);
  expect(error).toMatchObject({ message: 'DATABASE_URL: no database there (ETIMEDOUT)' });
});
