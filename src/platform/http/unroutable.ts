import { FastifyInstance } from 'fastify';
import { AppError } from '../errors';

/** Stands in for a URL that cannot be decoded; no route matches it, so it passes all hooks on its way to its error. */
const UNREADABLE = '/.unreadable-url';

/** For Fastify's `rewriteUrl`: what the router would refuse before any hook has run gets the same answer as all. */
export function readableUrl(url: string): string {
  if (!url.includes('%')) return url;
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return url;
  } catch {
    return UNREADABLE;
  }
}

/** Refuses what no route takes: 400 for an unreadable URL, 405 with `Allow` for another method, else 404. */
export function refuseUnroutable(server: FastifyInstance): void {
  const routes = new RouteMethods();
  server.addHook('onRoute', ({ url, method }) => routes.add(url, [method].flat()));
  // Later than onRequest, so that what is refused here has been counted against the client's budget.
  server.addHook('preParsing', (request, reply, _body, done) => {
    if (!request.is404) return done();
    if (request.raw.url === UNREADABLE) {
      return done(new AppError('malformed-request', 'The path has an invalid percent encoding.'));
    }
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = routes.allowed(path);
    if (allowed.length === 0) return done(new AppError('not-found', `There is nothing at this path.`));
    void reply.header('Allow', allowed.join(', '));
    done(new AppError('method-not-allowed', `${request.method} is not allowed here; allowed: ${allowed.join(', ')}.`));
  });
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
