import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, basename } from 'node:path';
import { NODE_STREAM_INPUT, parse } from 'papaparse';
import { BarFault, readBar, inOrder } from './daily-bar';
import {
  DailyBar,
  BarsRequest,
  FetchOutcome,
  MarketDataProvider,
  ProviderFacts,
  currencyOf,
  ProviderError,
} from './market-data-provider';

/**
 * The file itself, or the `.csv` files of the folder by name.
 * @throws ProviderError when there is none
 */
async function csvFiles(path: string): Promise<string[]> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) throw new ProviderError('csv', 'unavailable', `There is no file or folder ${path}`);
  if (!entry.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.csv')).sort();
  if (names.length === 0) throw new ProviderError('csv', 'unavailable', `The folder ${path} has no .csv file`);
  return names.map((name) => join(path, name));
}

const REQUIRED = ['symbol', 'date', 'close'] as const;
const KNOWN = new Set<string>([...REQUIRED, 'open', 'high', 'low', 'volume']);

/**
 * The parser scans the rest of a portion again after every few rows. With a stream's usual 64 kB that took five times as
 * long as reading, and blocked the event loop for a third of a second.
 */
const PORTION_BYTES = 4_096;

interface Row {
  readonly symbol: string;
  readonly bar: DailyBar | BarFault;
  /** `file, line 12`; lines count from 1, the header included. */
  readonly place: string;
}

/**
 * The rows of a file, one after another, however large it is.
 * @throws ProviderError naming file and line of an invalid header or a row without symbol
 */
async function* readRows(file: string, signal?: AbortSignal): AsyncGenerator<Row> {
  const source = createReadStream(file, { encoding: 'utf8', highWaterMark: PORTION_BYTES });
  const lines = parse(NODE_STREAM_INPUT, { delimiter: ',' });
  source.on('error', (error) => lines.destroy(error)).pipe(lines);
  let header: readonly string[] | undefined;
  let line = 0;
  try {
    for await (const cells of lines as AsyncIterable<string[]>) {
      line++;
      if (signal?.aborted) throw new ProviderError('csv', 'aborted', 'The call was aborted');
      if (cells.every((cell) => cell.trim() === '')) continue;
      const place = `${basename(file)}, line ${line}`;
      if (header) yield readRow(header, cells, place);
      else header = readHeader(cells, place);
    }
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw new ProviderError('csv', 'unavailable', `${basename(file)} cannot be read`, { cause: error });
  } finally {
    source.destroy();
  }
}

function readHeader(cells: readonly string[], place: string): string[] {
  const names = cells.map((cell) =>
    cell
      .replace(/^\ufeff/, '')
      .trim()
      .toLowerCase(),
  );
  const missing = REQUIRED.filter((name) => !names.includes(name));
  const strange = names.filter((name, i) => !KNOWN.has(name) || names.indexOf(name) !== i);
  if (missing.length === 0 && strange.length === 0) return names;
  const faults = [...missing.map((name) => `lacks ${name}`), ...strange.map((name) => `has a strange ${name}`)];
  throw new ProviderError('csv', 'malformed', `The header of ${place} ${faults.join(', ')}`.slice(0, 300));
}

function readRow(header: readonly string[], cells: readonly string[], place: string): Row {
  const fields = Object.fromEntries(header.map((name, i) => [name, cells[i]?.trim()]));
  const symbol = fields.symbol;
  if (symbol === undefined || symbol === '' || cells.length !== header.length) {
    const what = `has ${cells.length} fields, the header ${header.length}`;
    throw new ProviderError('csv', 'malformed', `${place} ${symbol === '' ? 'has no symbol' : what}`);
  }
  return { symbol, place, bar: readOrFault(fields) };
}

function readOrFault(fields: Readonly<Record<string, string | undefined>>): DailyBar | BarFault {
  try {
    return readBar(fields.date, fields);
  } catch (fault) {
    if (fault instanceof BarFault) return fault;
    throw fault;
  }
}

const NAME = 'csv';

/** The bars of one symbol, or the first fault. */
interface Found {
  readonly bars: DailyBar[];
  fault?: string;
}

/**
 * Daily bars from a file, or from all `.csv` files of a folder, with a header of `symbol,date,close` and optionally
 * `open,high,low,volume` in any order. Prices are in US dollars unless the asset says otherwise, and adjusted for splits,
 * as those of every provider here. The files are read anew on each call.
 */
export class CsvProvider implements MarketDataProvider {
  readonly name = NAME;
  readonly facts: ProviderFacts = {
    adjustment: 'splits',
    timeZone: 'America/New_York',
    currency: 'USD',
    historyFrom: undefined,
  };

  /** @param path of a file or a folder */
  constructor(private readonly path: string) {}

  async fetchDailyBars(request: BarsRequest): Promise<FetchOutcome[]> {
    const found = new Map<string, Found>(request.symbols.map((symbol) => [symbol, { bars: [] }]));
    const seen = new Set<string>();
    for (const file of await csvFiles(this.path)) {
      for await (const row of readRows(file, request.signal)) {
        const entry = found.get(row.symbol);
        if (!entry) continue;
        seen.add(row.symbol);
        if (row.bar instanceof BarFault) entry.fault ??= `${row.place} ${row.bar.message}`;
        else if (row.bar.date >= request.from && row.bar.date <= request.to) entry.bars.push(row.bar);
      }
    }
    request.onProgress?.(request.symbols.length, request.symbols.length);
    return request.symbols.map((symbol) =>
      seen.has(symbol) ? outcomeOf(symbol, found.get(symbol) ?? { bars: [] }, request) : unknown(symbol),
    );
  }
}

function unknown(symbol: string): FetchOutcome {
  const message = `The files have no ${symbol}`;
  return new ProviderError(NAME, 'not_found', message).asOutcome(symbol);
}

function outcomeOf(symbol: string, found: Found, request: BarsRequest): FetchOutcome {
  try {
    if (found.fault !== undefined) throw new BarFault(found.fault);
    const bars = inOrder(found.bars, request.from, request.to);
    return { kind: 'bars', symbol, provider: NAME, currency: currencyOf(symbol, request, 'USD'), bars };
  } catch (fault) {
    if (!(fault instanceof BarFault)) throw fault;
    return new ProviderError(NAME, 'malformed', `${symbol}: ${fault.message}`).asOutcome(symbol);
  }
}
