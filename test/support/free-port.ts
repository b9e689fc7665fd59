import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { AddressInfo, createServer, Server } from 'node:net';

/** Below the ephemeral ports, of which the system may give one to another process before it is used. */
const [FIRST, LAST] = [10_000, 30_000];

/** A port of 127.0.0.1 that is free, and that another process is unlikely to take before the caller does. */
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

/** Occupies a port until it is released; any port unless one is given. */
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
