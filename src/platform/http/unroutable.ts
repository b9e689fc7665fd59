import { FastifyInstance, FastifyRequest } from 'fastify';
import createRouter from 'find-my-way';
import { AppError } from '../errors';

/** Replaces a URL that cannot be decoded. No route matches it, so that it passes all hooks on the way to its error. */
const UNREADABLE = '/.unreadable-url';

/** The origin in a request to a proxy; RFC 9112, 3.2.2 requires that a server accepts it. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/** DTOs bound the lengths and name the parameter in their error. The router would respond before any hook. */
export const ROUTER_OPTIONS = { maxParamLength: 16_384 };

/** For Fastify's `rewriteUrl`: gives the URLs that the router rejects before any hook the common way to an error. */
export function readableUrl(given: string): string {
  const url = given.startsWith('/') ? given : withoutOrigin(given);
  return url.startsWith('/') && isDecodable(url) ? url : UNREADABLE;
}

function withoutOrigin(url: string): string {
  const rest = url.replace(ORIGIN, '');
  return rest === '' || rest.startsWith('?') ? `/${rest}` : rest;
}

function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

/** Rejects requests without a route: 400 for an unreadable URL or a missing Host, 405 with `Allow`, or 404. */
export function refuseUnroutable(server: FastifyInstance): void {
  const routes = new RouteMethods();
  server.addHook('onRoute', ({ url, method }) => routes.add(url, [method].flat()));
  // After onRequest, so that the request counts against the rate limit.
  server.addHook('preParsing', (request, reply, _body, done) => {
    const hosts = countHosts(request);
    if (hosts === 0 && request.raw.httpVersionMinor > 0) {
      return done(new AppError('malformed-request', 'The header Host is missing.'));
    }
    if (hosts > 1) return done(new AppError('malformed-request', 'There is more than one header Host.'));
    if (!request.is404) return done();
    if (request.raw.url === UNREADABLE) {
      return done(new AppError('malformed-request', 'This is no path, or it has an invalid percent encoding.'));
    }
    const allowed = routes.allowed(request.url);
    if (allowed.length === 0) return done(new AppError('not-found', `There is nothing at this path.`));
    void reply.header('Allow', allowed.join(', '));
    done(new AppError('method-not-allowed', `${request.method} is not allowed here; allowed: ${allowed.join(', ')}.`));
  });
}

/** HTTP/1.1 requires exactly one (RFC 9112, 3.2). Node keeps the first of several, a proxy may have used the last. */
function countHosts({ raw: { rawHeaders } }: FastifyRequest): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
}

/** The methods of each path, found by the router that Fastify uses. Asked only when Fastify found no route. */
class RouteMethods {
  private readonly router = createRouter(ROUTER_OPTIONS);

  add(path: string, methods: readonly string[]): void {
    // The route of CORS takes OPTIONS everywhere.
    if (path === '*' || path === '/*') return;
    for (const method of METHODS.filter((known) => methods.includes(known))) {
      if (!this.router.hasRoute(method, path)) this.router.on(method, path, () => undefined);
    }
  }

  allowed(path: string): string[] {
    return METHODS.filter((method) => this.router.find(method, path) !== null);
  }
}
