import { Injectable } from '@nestjs/common';
import { FastifyReply, FastifyRequest } from 'fastify';
import { negotiatedType, preferredType, sendContent, sendNotModified } from '../http';
import { sha256 } from '../utils/hash';
import { encodeCursor, PageRequest, SeriesRequest, fingerprint } from './series-request';
import { dataText, lastKey, withoutLast, ReadPage, SeriesReader } from './series-reader';
import { CSV_TYPE, DEFAULT_LIMIT, JSON_TYPE, NDJSON_TYPE } from './series.dto';
import { SeriesForm } from './series-sql';

/** In order of our own preference. */
const OFFERED = [JSON_TYPE, CSV_TYPE, NDJSON_TYPE] as const;

/** Changes whenever the same data is written differently. */
const FORMAT = 1;

/** Whether the client wants the whole series as a stream instead of pages. */
export function prefersStream(request: FastifyRequest): boolean {
  return ![JSON_TYPE, undefined].includes(preferredType(request, OFFERED));
}

/** Responds to requests for series: in the type the client prefers, only if it has changed, page by page or as a stream. */
@Injectable()
export class SeriesResponder {
  constructor(private readonly reader: SeriesReader) {}

  /** @throws AppError `not-found`, `not-acceptable` */
  async send(request: SeriesRequest, shape: 'rows' | 'columns', reply: FastifyReply): Promise<void> {
    const type = negotiatedType(reply.request, OFFERED);
    if (type === CSV_TYPE) await this.sendStream(request, 'csv', `${CSV_TYPE}; charset=utf-8; header=present`, reply);
    else if (type === NDJSON_TYPE) await this.sendStream(request, 'lines', NDJSON_TYPE, reply);
    else await this.sendPage({ ...request, limit: request.limit ?? DEFAULT_LIMIT }, shape, reply);
  }

  private async sendStream(
    request: SeriesRequest,
    form: 'lines' | 'csv',
    type: string,
    reply: FastifyReply,
  ): Promise<void> {
    if (await this.sendNotModified(request, form, reply)) return;
    const { body, tag } = await this.reader.stream(request, form);
    sendContent(reply, { type, body, entityTag: entityTag(tag, request, form) });
  }

  private async sendPage(request: PageRequest, form: 'rows' | 'columns', reply: FastifyReply): Promise<void> {
    if (await this.sendNotModified(request, form, reply)) return;
    const read = await this.reader.page(request, form);
    const { data, nextCursor } = pageOf(request, read);
    sendContent(reply, {
      type: `${JSON_TYPE}; charset=utf-8`,
      // A Buffer, because Node takes twice as long to send a string of this length.
      body: Buffer.from(`{"data":${data},"nextCursor":${JSON.stringify(nextCursor)}}`),
      entityTag: entityTag(read.tag, request, form),
      nextCursor,
    });
  }

  private sendNotModified(request: SeriesRequest, form: SeriesForm, reply: FastifyReply): Promise<boolean> {
    return sendNotModified(reply, async () => entityTag((await this.reader.version(request)).tag, request, form));
  }
}

/**
 * The version of the data and the request. Weak, because compression changes the bytes and not their meaning; computed
 * without the body, so that a 304 reads no row.
 */
function entityTag(tag: string, request: SeriesRequest, form: SeriesForm): string {
  const { limit, position } = request;
  const asked = JSON.stringify([FORMAT, fingerprint(request), limit ?? null, position ?? null, form]);
  return `W/"${tag}-${sha256(asked).toString('base64url').slice(0, 16)}"`;
}

function pageOf(
  request: PageRequest,
  { version, count, page }: ReadPage,
): { readonly data: string; readonly nextCursor: string | null } {
  if (count <= request.limit) return { data: dataText(page), nextCursor: null };
  const cut = withoutLast(page);
  const position = { version, ...lastKey(cut, request) };
  return { data: dataText(cut), nextCursor: encodeCursor(position, request) };
}
