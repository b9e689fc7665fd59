import { once } from 'node:events';
import { AddressInfo, createServer, Server } from 'node:net';

/** A port of 127.0.0.1 that nobody listens on at present. */
export async function freePort(): Promise<number> {
  const { port, release } = await takePort();
  await release();
  return port;
}

/** A port that somebody else listens on, until it is released. */
export async function takePort(): Promise<{ port: number; release(): Promise<void> }> {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const release = async (): Promise<void> => {
    server.close();
    await once(server, 'close');
  };
  return { port: address.port, release };
}
