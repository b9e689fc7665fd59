import { Command } from 'commander';
import type { PriceRun, QuarantinedRows } from '../prices';
import { CLI_REQUESTER, withServices } from './application';
import { examples, print } from './output';
import { PriceFile } from './price-file';
import { importProgress } from './progress';

const REASONS_SHOWN = 20;
const LINES_SHOWN = 10;

const IMPORT_HELP = `
The first line names the columns, in any order: symbol,date,close and, optionally, open,high,low,volume.
A row that breaks a rule is quarantined and listed with its line. Importing the same file again changes nothing.
`;

export function addPricesCommands(program: Command): void {
  const prices = program
    .command('prices')
    .description('Prices: import them from files')
    .addHelpText('after', examples('npx autoindex prices import closes.csv --create-assets'));

  prices
    .command('import')
    .description('Import prices from a file, or from standard input with -; all of it or nothing')
    .argument('<file.csv>')
    .option('--create-assets', 'create unknown assets; without it they are an error')
    .addHelpText(
      'after',
      IMPORT_HELP +
        examples(
          'npx autoindex prices import closes.csv --create-assets',
          'gunzip -c closes.csv.gz | npx autoindex prices import -',
        ),
    )
    .action(importFile);
}

async function importFile(path: string, { createAssets = false }: { createAssets?: boolean }): Promise<void> {
  await withServices(async ({ priceImport }) => {
    const started = performance.now();
    const progress = importProgress();
    const file = new PriceFile(path, (read) => progress.read(read));
    const request = { bars: file, origin: file.name, requester: CLI_REQUESTER, createAssets };
    const run = await priceImport.import(request).finally(() => progress.end());
    print(await importSummary(run, (performance.now() - started) / 1_000));
  });
}

/** Counts, then the lines that were quarantined and why. */
async function importSummary({ runId, counts, quarantined }: PriceRun, seconds: number): Promise<string> {
  const { isSymbol } = await import('../assets');
  const rate = Math.round(counts.read / seconds).toLocaleString('en');
  const { read, new: added, changed, same, protected: kept, quarantined: held, demoRetired } = counts;
  const parts = [`${read} rows read: ${added} new, ${changed} changed, ${same} same, ${held} quarantined`];
  if (kept > 0) parts.push(`${kept} kept as an administrator set them`);
  if (demoRetired > 0) parts.push(`${demoRetired} demo prices retired`);
  return [
    `run ${runId}: ${parts.join('; ')} (${seconds.toFixed(2)} s, ${rate} rows/s)`,
    ...quarantined.slice(0, REASONS_SHOWN).map((rows) => reasonLine(rows, isSymbol(rows.symbol))),
    ...(quarantined.length > REASONS_SHOWN ? [`  and for ${quarantined.length - REASONS_SHOWN} more reasons`] : []),
    '',
  ].join('\n');
}

/** A text that is no symbol may hold control characters. It is left out: the detail has it, shortened and cleaned. */
function reasonLine({ symbol, rule, detail, rows, lines }: QuarantinedRows, isSymbol: boolean): string {
  const shown = lines.slice(0, LINES_SHOWN).join(', ');
  const more = rows > LINES_SHOWN ? ` and ${rows - LINES_SHOWN} more` : '';
  const where = lines.length === 0 ? `${rows} rows` : `line${rows === 1 ? '' : 's'} ${shown}${more}`;
  return `  ${where}: ${rule}: ${isSymbol ? `${symbol}: ` : ''}${detail}`;
}
