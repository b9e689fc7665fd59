import { parse } from 'papaparse';
import { PriceRecord } from '../../index-methods';
import { CommandError } from '../command.error';
import { PriceFileFault, PriceRows } from './price-rows';
import { readTextFile } from './text-file';

const FAULTS_SHOWN = 20;

/**
 * The closes of a file with the header symbol,date,close (columns in any order, others are ignored).
 * @throws CommandError naming the file, and the line and field of each fault
 */
export async function readPriceFile(path: string): Promise<PriceRecord[]> {
  const { closes, faults } = parsePriceFile(await readTextFile('--prices', path));
  if (faults.length > 0) throw new CommandError(`${path}:\n${describe(faults)}`);
  if (closes.length === 0) throw new CommandError(`${path}: holds no closes`);
  return closes;
}

/** Line numbers count from 1; lines may end in different ways; a quoted field may not run over several lines. */
export function parsePriceFile(text: string): { closes: PriceRecord[]; faults: readonly PriceFileFault[] } {
  const { data, errors } = parse<string[]>(text.replace(/\r\n?/g, '\n'), { delimiter: ',' });
  const rows = new PriceRows(data[0] ?? []);
  for (const { row, message } of errors) rows.reject((row ?? 0) + 1, 'row', message);
  const closes = data.slice(1).flatMap((fields, position) => rows.read(fields, position + 2));
  return { closes, faults: rows.faults };
}

function describe(faults: readonly PriceFileFault[]): string {
  const shown = faults.slice(0, FAULTS_SHOWN).map(({ line, field, message }) => `  line ${line}, ${field}: ${message}`);
  const rest = faults.length - shown.length;
  return [...shown, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
}
