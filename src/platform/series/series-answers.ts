import { Injectable } from '@nestjs/common';
import { FastifyReply, FastifyRequest } from 'fastify';
import { CSV_TYPE, JSON_TYPE, NDJSON_TYPE, preferredType } from './content-type';
import { encodeCursor } from './cursor';
import { entityTag, matches } from './entity-tag';
import { dataText, lastKey, withoutLast } from './series-page';
import { DEFAULT_ROWS } from './series-query';
import { AnsweredVersion, ReadPage, SeriesReader } from './series-reader';
import { PageRequest, SeriesRequest } from './series-request';
import { SeriesForm } from './series-sql';

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Answers requests for series: in the form the client prefers, only if it has changed, page by page or as a stream. */
@Injectable()
export class SeriesAnswers {
  constructor(private readonly reader: SeriesReader) {}

  /** @throws AppError `not-found`, `not-acceptable` */
  async send(asked: SeriesRequest, shape: 'rows' | 'columns', exchange: Exchange): Promise<void> {
    const form = formOf(preferredType(exchange.request), shape);
    if (form === 'csv' || form === 'lines') await this.sendStream(asked, form, exchange);
    else await this.sendPage({ ...asked, limit: asked.limit ?? DEFAULT_ROWS }, form, exchange);
  }

  private async isUnchanged(request: SeriesRequest, form: SeriesForm, exchange: Exchange): Promise<boolean> {
    const known = exchange.request.headers['if-none-match'];
    if (known === undefined) return false;
    const version = await this.reader.version(request);
    if (!matches(known, entityTag(version.tag, request, form))) return false;
    void withValidators(exchange.reply, version, request, form).code(304).send();
    return true;
  }

  private async sendStream(request: SeriesRequest, form: 'lines' | 'csv', exchange: Exchange): Promise<void> {
    if (await this.isUnchanged(request, form, exchange)) return;
    const { body, ...version } = await this.reader.stream(request, form);
    const type = form === 'csv' ? `${CSV_TYPE}; charset=utf-8; header=present` : NDJSON_TYPE;
    void withValidators(exchange.reply, version, request, form).header('Content-Type', type).send(body);
  }

  private async sendPage(request: PageRequest, form: 'rows' | 'columns', exchange: Exchange): Promise<void> {
    if (await this.isUnchanged(request, form, exchange)) return;
    const read = await this.reader.page(request, form);
    const { data, nextCursor } = pageOf(request, read);
    const reply = withValidators(exchange.reply, read, request, form);
    if (nextCursor !== null) void reply.header('Link', `<${nextUrl(exchange.request, nextCursor)}>; rel="next"`);
    // A Buffer, because Node takes twice as long to send a string of this length.
    void reply
      .header('Content-Type', `${JSON_TYPE}; charset=utf-8`)
      .send(Buffer.from(`{"data":${data},"nextCursor":${JSON.stringify(nextCursor)}}`));
  }
}

function formOf(type: string, shape: 'rows' | 'columns'): SeriesForm {
  if (type === CSV_TYPE) return 'csv';
  return type === NDJSON_TYPE ? 'lines' : shape;
}

function withValidators(
  reply: FastifyReply,
  { tag }: AnsweredVersion,
  request: SeriesRequest,
  form: SeriesForm,
): FastifyReply {
  return reply
    .header('ETag', entityTag(tag, request, form))
    .header('Cache-Control', 'private, no-cache')
    .header('Vary', [reply.getHeader('Vary') ?? [], 'Accept'].flat().join(', '));
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

/** The same query with another cursor, as an absolute path. */
function nextUrl(request: FastifyRequest, cursor: string): string {
  const url = new URL(request.originalUrl, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  return `${url.pathname}${url.search}`;
}
