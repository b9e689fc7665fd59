import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parse } from 'papaparse';
import type { PriceBar } from '../prices';
import { CommandError } from './input';
import { Lines, wholeLines } from './whole-lines';

const REQUIRED = ['symbol', 'date', 'close'] as const;
const OPTIONAL = ['open', 'high', 'low', 'volume'] as const;

type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

type FieldReader = (fields: readonly string[]) => string;

const absent: FieldReader = () => '';

const EXPECTED = `${REQUIRED.join(',')}[,${OPTIONAL.join(',')}]`;

/** The positions of the columns, read from the header. Columns come in any order. */
class PriceColumns {
  private readonly position: ReadonlyMap<string, number>;

  /** @throws CommandError naming the missing, unknown or repeated column */
  constructor(
    private readonly header: readonly string[],
    private readonly file: string,
  ) {
    const known: readonly string[] = [...REQUIRED, ...OPTIONAL];
    const names = header.map((name) => name.trim().toLowerCase());
    const faults = [
      ...REQUIRED.filter((name) => !names.includes(name)).map((name) => `column ${name} is missing`),
      ...names.filter((name) => !known.includes(name)).map((name) => `column ${JSON.stringify(name)} is not known`),
      ...names
        .filter((name, at) => known.includes(name) && names.indexOf(name) < at)
        .map((name) => `column ${name} is there twice`),
    ];
    if (faults.length > 0) throw new CommandError(`${file}: line 1: ${faults.join('; ')}; expected ${EXPECTED}`);
    this.position = new Map(names.map((name, at) => [name, at]));
  }

  /** @throws CommandError when the line has not as many fields as the header */
  barReader(): (fields: readonly string[], line: number) => PriceBar {
    const [symbol, date, close] = REQUIRED.map((column) => this.fieldReader(column) ?? absent);
    const optional = OPTIONAL.flatMap((column) => {
      const read = this.fieldReader(column);
      return read === undefined ? [] : [{ column, read }];
    });
    return (fields, line) => {
      if (fields.length !== this.header.length) throw this.miscounted(fields, line);
      const bar = { symbol: symbol?.(fields) ?? '', date: date?.(fields) ?? '', close: close?.(fields) ?? '', line };
      return optional.length === 0 ? bar : withOptional(bar, fields, optional);
    };
  }

  private fieldReader(column: Column): FieldReader | undefined {
    const at = this.position.get(column);
    return at === undefined ? undefined : (fields) => (fields[at] ?? '').trim();
  }

  private miscounted(fields: readonly string[], line: number): CommandError {
    const missing = this.header[fields.length];
    const where =
      missing === undefined ? `field ${this.header.length + 1} has no column` : `column ${missing} is missing`;
    return new CommandError(
      `${this.file}: line ${line}: ${where}: ${fields.length} fields where the header has ${this.header.length}`,
    );
  }
}

function withOptional(
  bar: PriceBar,
  fields: readonly string[],
  optional: readonly { readonly column: (typeof OPTIONAL)[number]; readonly read: FieldReader }[],
): PriceBar {
  const complete: { -readonly [Field in keyof PriceBar]: PriceBar[Field] } = bar;
  for (const { column, read } of optional) complete[column] = read(fields);
  return complete;
}

/** What has been read so far. `total` is the size in bytes; of a pipe it is known at the end only. */
export interface ReadProgress {
  readonly rows: number;
  readonly bytes: number;
  readonly total: number | undefined;
}

const STANDARD_INPUT = '-';

/**
 * The bars of a CSV file, or of standard input (`-`), read as a stream. Iterating again reads the file again, which a
 * retried transaction needs.
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

  /** Rejects a quoted field with line breaks: it is no price, and all later line numbers would be wrong. */
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
