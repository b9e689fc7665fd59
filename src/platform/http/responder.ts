import { Readable } from 'node:stream';
import { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { AppError } from '../errors';

/** A response that is not the JSON of a DTO: a page of a series, a stream, a report. */
export interface Content {
  /** With its parameters, as `text/csv; charset=utf-8`. */
  readonly type: string;
  readonly body: string | Buffer | Readable;
  /** Where the client may ask again for the same version. */
  readonly entityTag?: string;
  /** Where there is a next page. */
  readonly nextCursor?: string | null;
}

/** A parameter of a media range that is no weight, as `charset=utf-8`. */
const PARAMETER = /;\s*(?!q\s*=)[^\s,;="]+\s*=\s*("[^"]*"|[^,;]*)/gi;

/**
 * The type that the client prefers by its `Accept`; among equals the first one. Undefined: it accepts none. Parameters do
 * not count, so a client may send back the `Content-Type` that it received. An empty header accepts everything.
 */
export function preferredType<Type extends string>(
  request: FastifyRequest,
  offered: readonly Type[],
): Type | undefined {
  const accept = request.headers.accept?.replace(PARAMETER, '').trim() || '*/*';
  const preferred = new Negotiator({ headers: { accept } }).mediaType([...offered]);
  return offered.find((type) => type === preferred);
}

/** @throws AppError `not-acceptable` */
export function negotiatedType<Type extends string>(request: FastifyRequest, offered: readonly Type[]): Type {
  const type = preferredType(request, offered);
  if (type === undefined) throw new AppError('not-acceptable', `This is available as ${offered.join(', ')}.`);
  return type;
}

/**
 * Sends content of one of several types. Caches keep it apart by `Accept`, and ask before they use it. `If-None-Match: *`
 * is decided here, because it matches only what exists.
 */
export function sendContent(reply: FastifyReply, { type, body, entityTag, nextCursor = null }: Content): void {
  if (entityTag !== undefined && reply.request.headers['if-none-match']?.trim() === '*') {
    if (body instanceof Readable) body.destroy();
    void withCacheHeaders(reply, entityTag).status(304).send();
    return;
  }
  if (nextCursor !== null) void reply.header('Link', `<${nextPath(reply.request, nextCursor)}>; rel="next"`);
  void withCacheHeaders(reply, entityTag).header('Content-Type', type).send(body);
}

/**
 * Sends 304 when `If-None-Match` has the tag, compared weakly (RFC 9110, 13.1.2). The tag is computed only for a client
 * that sent one. False: nothing was sent.
 */
export async function sendNotModified(reply: FastifyReply, entityTag: () => Promise<string>): Promise<boolean> {
  const known = reply.request.headers['if-none-match'];
  if (known === undefined) return false;
  const tag = await entityTag();
  if (!known.split(',').some((candidate) => matchesWeakly(candidate, tag))) return false;
  void withCacheHeaders(reply, tag).status(304).send();
  return true;
}

/** What a proxy appends inside the quotes of a tag when it compresses the body: Apache `-gzip`, others `;gzip`. */
const PROXY_SUFFIX = /(?:--?|;)(?:gzip|br|deflate|zstd)"$/;

function matchesWeakly(candidate: string, tag: string): boolean {
  const opaque = (text: string): string => text.trim().replace(/^W\//, '');
  const known = opaque(candidate);
  return known === opaque(tag) || known.replace(PROXY_SUFFIX, '"') === opaque(tag);
}

/** Sends server-sent events. `identity`, because compression would hold events back. */
export function sendEvents(reply: FastifyReply, events: Readable): void {
  void reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store, no-transform')
    .header('x-accel-buffering', 'no')
    .header('content-encoding', 'identity')
    .send(events);
}

/** Sends 204, which tells an `EventSource` not to connect again. */
export function sendNoMoreEvents(reply: FastifyReply): void {
  void reply.status(204).send();
}

function withCacheHeaders(reply: FastifyReply, entityTag: string | undefined): FastifyReply {
  if (entityTag !== undefined) void reply.header('ETag', entityTag);
  return reply
    .header('Cache-Control', 'private, no-cache')
    .header('Vary', [reply.getHeader('Vary') ?? [], 'Accept'].flat().join(', '));
}

/** The same query with another cursor, as an absolute path. */
function nextPath(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.originalUrl, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  return `${url.pathname}${url.search}`;
}
