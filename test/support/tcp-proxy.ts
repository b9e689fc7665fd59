import { once } from 'node:events';
import { AddressInfo, connect, createServer, Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** From now on the open connections pass no bytes and are not closed, as when a cable is cut. */
  silence(): void;
  /** From now on the open connections pass bytes to the server only. */
  loseAnswers(): void;
  /** Ends all connections there are. */
  cut(): void;
  close(): Promise<void>;
}

/** Stands before a server of this machine. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const upstreams = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    upstreams.add(upstream);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream).pipe(client);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    silence: () => sockets.forEach(deafen),
    loseAnswers: () => upstreams.forEach(deafen),
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What comes in is thrown away. */
function deafen(socket: Socket): void {
  socket.unpipe().removeAllListeners('data').resume();
}
