import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Database, Sql } from '../database';
import { AppError } from '../errors';
import { batched } from './batched';
import { outputColumns } from './series-columns';
import { WrittenPage } from './series-page';
import { BoundStatement } from './series-parameters';
import { PageRequest, SeriesRequest } from './series-request';
import { headStatement, pageStatement, streamStatement, versionStatement } from './series-sql';

/** Which version of the data an answer is of. */
export interface AnsweredVersion {
  readonly version: number;
  /** No other version has it, of no other database either. */
  readonly tag: string;
}

export interface ReadPage extends AnsweredVersion {
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

  /** The version that an answer would be of, without reading any row of it. */
  async version(request: SeriesRequest): Promise<AnsweredVersion> {
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
   * Every row as a line, in one snapshot, never more at a time than the receiver takes. The connection is held until the
   * stream has ended or is destroyed. @throws AppError `not-found`
   */
  stream(request: SeriesRequest, form: 'lines' | 'csv'): Promise<AnsweredVersion & { readonly body: Readable }> {
    return new Promise((resolve, reject) => {
      // Whoever sends it notices its end; until then nobody listens, and an error unheard would end the process.
      const body = new PassThrough().on('error', () => undefined);
      const reading = this.database.snapshot(async (snapshot) => {
        const head = await getOne<HeadRow>(snapshot, headStatement(request));
        refuseUnknown(request, head);
        resolve({ ...versionOf(head), body });
        const { statement, values } = streamStatement(request, form);
        await pipeline(snapshot.stream(statement.text, values), batched(headerLine(request, form)), body);
      });
      // Whoever has the stream learns of the failure from it; before that, from the promise.
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

function versionOf({ version, tag }: VersionRow): AnsweredVersion {
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
