import { isIP } from 'node:net';
import { FastifyInstance } from 'fastify';

/** `203.0.113.7:5001` or `[2001:db8::1]:5001`, with or without the port. */
const WITH_PORT = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/;

/**
 * The header with one plain address for each entry. Some gateways append the client's port; each connection would then
 * count as a client of its own. What is no address becomes `fallback`, so that the entries keep their places.
 */
export function plainAddresses(header: string, fallback: string): string {
  const entries = header.split(',').map((entry) => {
    const text = entry.trim();
    const [, bracketed, bare] = WITH_PORT.exec(text) ?? [];
    const address = isIP(text) === 0 ? (bracketed ?? bare ?? '') : text;
    return isIP(address) === 0 ? fallback : address;
  });
  return entries.join(', ');
}

/** Must be the first hook: everything that reads `request.ip` comes after it. */
export function normalizeForwardedFor(server: FastifyInstance): void {
  server.addHook('onRequest', ({ raw: { headers, socket } }, _reply, done) => {
    const header = headers['x-forwarded-for'];
    if (header !== undefined) {
      headers['x-forwarded-for'] = plainAddresses(String(header), socket.remoteAddress ?? '');
    }
    done();
  });
}
