import { AppConfig } from '../config';
import { StartError } from './start.error';

type Http = AppConfig['http'];

interface Server {
  listen(port: number, host: string): Promise<unknown>;
  getUrl(): Promise<string>;
}

/**
 * Opens the port.
 * @returns the address to open on this machine, without a slash at the end
 * @throws StartError naming the variable to change
 */
export async function listen(server: Server, { host, port }: Pick<Http, 'host' | 'port'>): Promise<string> {
  try {
    await server.listen(port, host);
  } catch (cause) {
    throw new StartError(explain(cause, host, port), { cause });
  }
  const url = new URL(await server.getUrl());
  // A browser cannot open a wildcard address.
  if (['0.0.0.0', '::'].includes(host)) url.hostname = 'localhost';
  return url.origin;
}

function explain(cause: unknown, host: string, port: number): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE')
    return `PORT: ${port} is taken by another program on ${host}; set PORT to a free one (0 takes any)`;
  if (code === 'EACCES') return `PORT: ${port} needs more rights than this user has; set PORT to one above 1023`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST: ${host} is no address of this machine`;
  return `HOST, PORT: cannot listen on ${host}:${port}: ${String(cause)}`;
}
