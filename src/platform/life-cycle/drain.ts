import { Server } from 'node:http';

interface Closable {
  getHttpServer(): Pick<Server, 'closeIdleConnections'>;
  close(): Promise<void>;
}

/**
 * Takes no new connection, answers what is open, then closes the application. Clients keep a connection after its
 * answer, for 65 seconds here; those are closed as soon as they are idle.
 */
export async function drain(app: Closable): Promise<void> {
  const closing = setInterval(() => app.getHttpServer().closeIdleConnections(), 100);
  try {
    await app.close();
  } finally {
    clearInterval(closing);
  }
}
