import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { AddressInfo, createServer, Server } from 'node:net';

/** Below those that systems hand out to whoever wants any: of them one may be gone before it is used. */
const [FIRST, LAST] = [10_000, 30_000];

/** A port of 127.0.0.1 that nobody listens on at present, and hardly anybody will before the caller does. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    const taken = await takePort(port).catch((error: NodeJS.ErrnoException) => error);
    if (!(taken instanceof Error)) {
      await taken.release();
      return port;
    }
    if (taken.code !== 'EADDRINUSE') throw taken;
  }
}

/** A port that somebody else listens on, until it is released; any unless one is given. */
export async function takePort(wanted = 0): Promise<{ port: number; release(): Promise<void> }> {
  const server: Server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const release = async (): Promise<void> => {
    server.close();
    await once(server, 'close');
  };
  return { port: address.port, release };
}
