import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { NODE_STREAM_INPUT, parse } from 'papaparse';
import { BarFault, readBar } from '../daily-bar';
import { DailyBar } from '../market-data-provider';
import { ProviderError } from '../provider.error';

const REQUIRED = ['symbol', 'date', 'close'] as const;
const KNOWN = new Set<string>([...REQUIRED, 'open', 'high', 'low', 'volume']);

/**
 * The parser goes over the rest of a portion again after every few rows that it hands out. With the 64 kB of a usual
 * stream that took five times as long as the reading, and held the event loop for a third of a second.
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
 * @throws ProviderError naming file and line for a header that is not understood and a row that says no symbol
 */
export async function* readRows(file: string, signal?: AbortSignal): AsyncGenerator<Row> {
  const source = createReadStream(file, { encoding: 'utf8', highWaterMark: PORTION_BYTES });
  const lines = parse(NODE_STREAM_INPUT, { delimiter: ',' });
  source.on('error', (error) => lines.destroy(error)).pipe(lines);
  let header: readonly string[] | undefined;
  let line = 0;
  try {
    for await (const cells of lines as AsyncIterable<string[]>) {
      line++;
      if (signal?.aborted) throw new ProviderError('csv', 'aborted', 'The call was given up');
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
