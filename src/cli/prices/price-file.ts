import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parse } from 'papaparse';
import { PriceBar } from '../../prices';
import { CommandError } from '../command.error';
import { PriceColumns } from './price-columns';
import { Lines, wholeLines } from './whole-lines';

/** What has been read so far; `total` is the size of the whole, if it is known, which at the end it is. */
export interface ReadProgress {
  readonly rows: number;
  readonly bytes: number;
  readonly total: number | undefined;
}

const STANDARD_INPUT = '-';

/**
 * The bars of a CSV file, or of the standard input (`-`), read as they are asked for. Iterating again reads the file again,
 * as a transaction that is repeated needs it.
 */
export class PriceFile implements AsyncIterable<readonly PriceBar[]> {
  readonly name: string;
  private isUsed = false;

  constructor(
    private readonly path: string,
    private readonly onProgress: (progress: ReadProgress) => void = () => undefined,
  ) {
    this.name = path === STANDARD_INPUT ? 'standard input' : path;
  }

  /** @throws CommandError naming file, line and column of what cannot be read as a table of prices */
  async *[Symbol.asyncIterator](): AsyncGenerator<readonly PriceBar[]> {
    const total = await this.size();
    let bytes = 0;
    let rows = 0;
    const count = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        yield chunk;
      }
    };
    let columns: PriceColumns | undefined;
    for await (const lines of wholeLines(count(this.open()), this.name)) {
      const table = this.parse(lines);
      columns ??= new PriceColumns(table.shift() ?? [], this.name);
      const bars = barsOf(table, columns, lines.first === 1 ? 2 : lines.first);
      rows += bars.length;
      this.onProgress({ rows, bytes, total });
      yield bars;
    }
    if (columns === undefined) throw new CommandError(`${this.name}: is empty; expected a header and rows of prices`);
    this.onProgress({ rows, bytes, total: bytes });
  }

  private async size(): Promise<number | undefined> {
    if (this.path === STANDARD_INPUT) return undefined;
    try {
      const found = await stat(this.path);
      if (found.isDirectory()) throw new CommandError(`${this.name}: is a folder, not a file`);
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      throw this.unreadable(error);
    }
  }

  private async *open(): AsyncGenerator<Buffer> {
    if (this.path === STANDARD_INPUT && this.isUsed) throw new CommandError('standard input cannot be read twice');
    this.isUsed = true;
    try {
      yield* this.path === STANDARD_INPUT ? process.stdin : createReadStream(this.path);
    } catch (error) {
      throw this.unreadable(error);
    }
  }

  /** A quoted field over several lines is no price, and would put the numbers of all lines after it out. */
  private parse({ text, first }: Lines): string[][] {
    const { data, errors } = parse<string[]>(text, { delimiter: ',', newline: '\n' });
    const long = text.includes('"') ? data.findIndex((fields) => fields.some((field) => field.includes('\n'))) : -1;
    const [error] = errors;
    if (error && (long === -1 || (error.row ?? 0) <= long))
      throw this.wrongLine(first + (error.row ?? 0), error.message);
    if (long !== -1) throw this.wrongLine(first + long, 'a quoted field does not end on its line');
    return data;
  }

  private wrongLine(line: number, fault: string): CommandError {
    return new CommandError(`${this.name}: line ${line}: ${fault}`);
  }

  private unreadable(cause: unknown): unknown {
    if (cause instanceof CommandError || !(cause instanceof Error && 'code' in cause)) return cause;
    const reason = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    return new CommandError(`${this.name}: ${reason}`, { cause });
  }
}

function barsOf(table: readonly string[][], columns: PriceColumns, firstLine: number): PriceBar[] {
  const read = columns.barReader();
  const bars: PriceBar[] = [];
  table.forEach((fields, position) => {
    const blank = fields.length === 1 && fields[0]?.trim() === '';
    if (!blank) bars.push(read(fields, firstLine + position));
  });
  return bars;
}
