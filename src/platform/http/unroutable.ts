import { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors';

/** Stands in for a URL that cannot be decoded; no route matches it, so it passes all hooks on its way to its error. */
const UNREADABLE = '/.unreadable-url';

/** What a client sends that takes the service for a proxy; RFC 9112, 3.2.2 wants it to be understood. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/** For Fastify's `rewriteUrl`: what the router would refuse before any hook has run gets the same answer as all. */
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

/** Refuses what no route takes: 400 for an unreadable URL or a missing Host, 405 with `Allow` for another method, else 404. */
export function refuseUnroutable(server: FastifyInstance): void {
  const routes = new RouteMethods();
  server.addHook('onRoute', ({ url, method }) => routes.add(url, [method].flat()));
  // Later than onRequest, so that what is refused here has been counted against the client's budget.
  server.addHook('preParsing', (request, reply, _body, done) => {
    if (lacksHost(request)) return done(new AppError('malformed-request', 'The header Host is missing.'));
    if (!request.is404) return done();
    if (request.raw.url === UNREADABLE) {
      return done(new AppError('malformed-request', 'This is no path, or it has an invalid percent encoding.'));
    }
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = routes.allowed(path);
    if (allowed.length === 0) return done(new AppError('not-found', `There is nothing at this path.`));
    void reply.header('Allow', allowed.join(', '));
    done(new AppError('method-not-allowed', `${request.method} is not allowed here; allowed: ${allowed.join(', ')}.`));
  });
}

/** Compulsory since HTTP/1.1 (RFC 9112, 3.2). */
function lacksHost({ headers, raw }: FastifyRequest): boolean {
  return headers.host === undefined && raw.httpVersionMinor > 0;
}

/** The methods of each path, found again by its template. Asked only when the router found nothing. */
class RouteMethods {
  private readonly byTemplate = new Map<string, { readonly shape: RegExp; readonly methods: Set<string> }>();

  add(template: string, methods: readonly string[]): void {
    if (template === '*' || template === '/*') return;
    const known = this.byTemplate.get(template) ?? { shape: shapeOf(template), methods: new Set<string>() };
    methods.forEach((method) => known.methods.add(method));
    this.byTemplate.set(template, known);
  }

  allowed(path: string): string[] {
    const matching = [...this.byTemplate.values()].filter(({ shape }) => shape.test(path));
    return [...new Set(matching.flatMap(({ methods }) => [...methods]))].sort();
  }
}

function shapeOf(template: string): RegExp {
  const literal = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(
    `^${template
      .split(/:[^/.-]+/)
      .map(literal)
      .join('[^/]+')}$`,
  );
}
