import { Transform, PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Database, Sql } from '../database';
import { AppError } from '../errors';
import { outputColumns } from './series';
import { SeriesKey, SeriesRequest, PageRequest } from './series-request';
import { BoundStatement, headStatement, pageStatement, streamStatement, versionStatement } from './series-sql';

/** Between the rows of a page, or the values of a column. No value contains it: JSON escapes a line break in text. */
const SEPARATOR = ',\n';

/** A page as the database wrote it: one part with all rows as objects, or one part for each column of `names`. */
interface WrittenPage {
  readonly names: readonly string[] | undefined;
  readonly parts: readonly string[];
}

/** The page without its last row. */
export function withoutLast({ names, parts }: WrittenPage): WrittenPage {
  return { names, parts: parts.map((part) => part.slice(0, Math.max(part.lastIndexOf(SEPARATOR), 0))) };
}

/** The JSON of `data`. */
export function dataText({ names, parts }: WrittenPage): string {
  if (names === undefined) return `[${parts.join('')}]`;
  return `{${names.map((name, position) => `"${name}":[${parts[position] ?? ''}]`).join(',')}}`;
}

/** The place of the last row in the order of the rows. */
export function lastKey(page: WrittenPage, { series, labels }: SeriesRequest): SeriesKey {
  const row = lastRow(page);
  const text = (name: string): string => String(row.get(name));
  const { owners, member } = series;
  return {
    label: owners.shownAs === undefined ? (labels[0] ?? '') : text(owners.shownAs),
    date: text('date'),
    ...(member !== undefined && { member: text(member.name) }),
  };
}

function lastRow({ names, parts }: WrittenPage): ReadonlyMap<string, unknown> {
  const last = parts.map((part) => JSON.parse(part.slice(lastStart(part))) as unknown);
  if (names !== undefined) return new Map(names.map((name, position) => [name, last[position]]));
  const [row] = last;
  return new Map(typeof row === 'object' && row !== null ? Object.entries(row) : []);
}

function lastStart(part: string): number {
  const separator = part.lastIndexOf(SEPARATOR);
  return separator < 0 ? 0 : separator + SEPARATOR.length;
}

/** Little memory, and a chunk costs nothing beside its rows. */
const CHUNK_CHARACTERS = 65_536;

/** Joins rows (`{ line }`) to chunks of text, a line break behind each line, after a first line if there is one. */
function batched(firstLine?: string): Transform {
  let chunk = firstLine === undefined ? '' : `${firstLine}\n`;
  return new Transform({
    writableObjectMode: true,
    transform({ line }: { line: string }, _encoding, done): void {
      chunk += `${line}\n`;
      if (chunk.length < CHUNK_CHARACTERS) return done();
      done(null, chunk);
      chunk = '';
    },
    flush(done): void {
      done(null, chunk);
    },
  });
}

/** The version of the data that was read. */
interface ReadVersion {
  readonly version: number;
  /** Unique to this version and this database. */
  readonly tag: string;
}

export interface ReadPage extends ReadVersion {
  /** Rows of `page`: one more than was asked for if there is a next page. */
  readonly count: number;
  readonly page: WrittenPage;
}

interface VersionRow {
  readonly version: string;
  readonly tag: string;
}

/** With the labels of the owners that exist. */
interface HeadRow extends VersionRow {
  readonly labels: readonly string[] | null;
}

type PageRow = HeadRow & { readonly count: number } & { readonly [part: `part${number}`]: string | null };

/** Reads series: pages as JSON that the database has written, or all rows as a stream. */
@Injectable()
export class SeriesReader {
  constructor(private readonly database: Database) {}

  /** The version that a read would have, without reading a row. */
  async version(request: SeriesRequest): Promise<ReadVersion> {
    return versionOf(await getOne<VersionRow>(this.database.sql, versionStatement(request)));
  }

  /** The version and the rows in one statement, so that they belong together. @throws AppError `not-found` */
  async page(request: PageRequest, form: 'rows' | 'columns'): Promise<ReadPage> {
    const oneMore = { ...request, limit: request.limit + 1 };
    const row = await getOne<PageRow>(this.database.sql, pageStatement(oneMore, form));
    refuseUnknown(request, row);
    const names = form === 'columns' ? outputColumns(request.series).map(({ name }) => name) : undefined;
    const parts = (names ?? ['']).map((_name, position) => row[`part${position}`] ?? '');
    return { ...versionOf(row), count: row.count, page: { names, parts } };
  }

  /**
   * Every row as a line, in one snapshot, with backpressure. The connection is in use until the stream ends or is
   * destroyed. @throws AppError `not-found`
   */
  stream(request: SeriesRequest, form: 'lines' | 'csv'): Promise<ReadVersion & { readonly body: Readable }> {
    return new Promise((resolve, reject) => {
      // Fastify listens later. An error without a listener would end the process.
      const body = new PassThrough().on('error', () => undefined);
      const reading = this.database.snapshot(async (snapshot) => {
        const head = await getOne<HeadRow>(snapshot, headStatement(request));
        refuseUnknown(request, head);
        resolve({ ...versionOf(head), body });
        const { statement, values } = streamStatement(request, form);
        await pipeline(snapshot.stream(statement.text, values), batched(headerLine(request, form)), body);
      });
      // The promise reports a failure before the stream exists, the stream reports it after that.
      reading.catch((error: Error) => {
        reject(error);
        body.destroy(error);
      });
    });
  }
}

async function getOne<Row>(sql: Sql, { statement, values }: BoundStatement): Promise<Row> {
  const [row] = await sql.query<Row>(statement, values);
  if (row === undefined) throw new Error(`the statement "${statement.name}" gave no row`);
  return row;
}

function versionOf({ version, tag }: VersionRow): ReadVersion {
  return { version: Number(version), tag };
}

function refuseUnknown({ labels, series }: SeriesRequest, { labels: found }: HeadRow): void {
  if (found?.length === labels.length) return;
  const unknown = labels.filter((label) => !(found ?? []).includes(label));
  throw new AppError('not-found', `There is no ${series.owners.noun} ${unknown.join(', ')}.`);
}

function headerLine({ series }: SeriesRequest, form: 'lines' | 'csv'): string | undefined {
  if (form === 'lines') return undefined;
  return outputColumns(series)
    .map(({ name }) => name)
    .join(',');
}
