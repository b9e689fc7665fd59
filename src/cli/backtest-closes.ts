import { parse } from 'papaparse';
import type { PriceRecord } from '../index-methods';
import { isCalendarDay } from '../platform/utils/days';
import { CommandError, readTextFile } from './input';

interface ClosesFault {
  readonly line: number;
  readonly field: string;
  readonly message: string;
}

const COLUMNS = ['symbol', 'date', 'close'] as const;
type Column = (typeof COLUMNS)[number];

const SYMBOL = /^[A-Z0-9.^=/-]{1,20}$/;
const DECIMAL = /^\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Reads rows of text under one header and collects what is wrong with them. */
class ClosesRows {
  readonly faults: ClosesFault[] = [];
  private readonly positions: Readonly<Record<Column, number>>;
  private readonly width: number;
  private readonly lines = new Map<string, Map<string, number>>();

  constructor(header: readonly string[]) {
    this.width = header.length;
    this.positions = { symbol: header.indexOf('symbol'), date: header.indexOf('date'), close: header.indexOf('close') };
    for (const column of COLUMNS) {
      if (this.positions[column] < 0)
        this.reject(1, column, 'is missing in the header, which must be symbol,date,close');
    }
  }

  /** The close in the row, or nothing for an empty line and for a row with a fault. */
  read(fields: readonly string[], line: number): PriceRecord[] {
    if (this.hasNoHeader() || (fields.length === 1 && fields[0] === '')) return [];
    if (fields.length !== this.width) {
      this.reject(line, 'row', `has ${fields.length} fields instead of ${this.width}`);
      return [];
    }
    const [symbol, date, close] = COLUMNS.map((column) => fields[this.positions[column]] ?? '');
    return this.record(line, symbol ?? '', date ?? '', close ?? '');
  }

  reject(line: number, field: string, message: string): void {
    this.faults.push({ line, field, message });
  }

  private record(line: number, symbol: string, date: string, close: string): PriceRecord[] {
    const before = this.faults.length;
    if (!SYMBOL.test(symbol)) this.reject(line, 'symbol', `"${symbol}" is not 1 to 20 of A-Z 0-9 . ^ = / -`);
    const notADay = `"${date}" is not a calendar day, YYYY-MM-DD`;
    if (!isCalendarDay(date)) this.reject(line, 'date', notADay);
    if (!isPositive(close)) this.reject(line, 'close', `"${close}" is not a number above 0`);
    if (this.faults.length === before) this.rejectSecond(line, symbol, date);
    return this.faults.length === before ? [{ symbol, date, close: Number(close) }] : [];
  }

  private rejectSecond(line: number, symbol: string, date: string): void {
    const lines = this.lines.get(symbol) ?? new Map<string, number>();
    const first = lines.get(date);
    if (first !== undefined) this.reject(line, 'date', `${symbol} has a close on ${date} already, on line ${first}`);
    this.lines.set(symbol, lines.set(date, line));
  }

  private hasNoHeader(): boolean {
    return COLUMNS.some((column) => this.positions[column] < 0);
  }
}

function isPositive(text: string): boolean {
  return DECIMAL.test(text) && Number(text) > 0 && Number.isFinite(Number(text));
}

const MAX_FAULTS_SHOWN = 20;

/**
 * The closes of a file with the header symbol,date,close (columns in any order, others are ignored).
 * @throws CommandError naming the file, and the line and field of each fault
 */
export async function readClosesFile(path: string): Promise<PriceRecord[]> {
  const { closes, faults } = parseCloses(await readTextFile('--prices', path));
  if (faults.length > 0) throw new CommandError(`${path}:\n${describe(faults)}`);
  if (closes.length === 0) throw new CommandError(`${path}: holds no closes`);
  return closes;
}

/** Line numbers count from 1; lines may end in different ways; a quoted field may not run over several lines. */
export function parseCloses(text: string): { closes: PriceRecord[]; faults: readonly ClosesFault[] } {
  const { data, errors } = parse<string[]>(text.replace(/\r\n?/g, '\n'), { delimiter: ',' });
  const rows = new ClosesRows(data[0] ?? []);
  for (const { row, message } of errors) rows.reject((row ?? 0) + 1, 'row', message);
  const closes = data.slice(1).flatMap((fields, position) => rows.read(fields, position + 2));
  return { closes, faults: rows.faults };
}

function describe(faults: readonly ClosesFault[]): string {
  const shown = faults
    .slice(0, MAX_FAULTS_SHOWN)
    .map(({ line, field, message }) => `  line ${line}, ${field}: ${message}`);
  const rest = faults.length - shown.length;
  return [...shown, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
}
