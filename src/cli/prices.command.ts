import { Command } from 'commander';
import type { PriceRun, QuarantinedRows, StoredPrice } from '../prices';
import { CLI_REQUESTER, withNumbers, withServices } from './application';
import { Period, periodOf, withPeriod, calendarDay } from './input';
import { examples, prints, Result, table } from './output';
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
    .description('Prices: import them from files, look at them, correct them')
    .addHelpText('after', examples('npx autoindex prices import closes.csv --create-assets'));
  addImportCommand(prices);
  addShowCommand(prices);
  addSetCommand(prices);
  addUnprotectCommand(prices);
}

function addShowCommand(prices: Command): void {
  const show = prices
    .command('show')
    .description('Print the stored prices of an asset by day')
    .argument('<symbol>')
    .addHelpText('after', examples('npx autoindex prices show AAPL --from 2024-06-01 --to 2024-06-30'));
  prints(withPeriod(show), async (symbol: string, options: Period) => {
    const { from, to } = periodOf(options);
    const rows = await withNumbers(async ({ assets, priceHistory }) =>
      priceHistory.pricesOf((await assets.getBySymbol(symbol)).id, from, to),
    );
    const heads = ['DATE', 'CLOSE', 'OPEN', 'HIGH', 'LOW', 'VOLUME', 'SOURCE', 'PROTECTED', 'RUN'];
    return { text: table(heads, rows.map(priceRow)), json: rows.map((price) => priceJson(symbol, price)) };
  });
}

function priceRow({ date, close, open, high, low, volume, source, protected: kept, runId }: StoredPrice): string[] {
  return [date, close, open ?? '-', high ?? '-', low ?? '-', volume ?? '-', source, kept ? 'yes' : 'no', String(runId)];
}

/** Numbers, as the API gives them. */
function priceJson(symbol: string, { close, open, high, low, volume, ...price }: StoredPrice): object {
  const number = (text: string | null): number | null => (text === null ? null : Number(text));
  const { date, ...rest } = price;
  const bar = {
    close: number(close),
    open: number(open),
    high: number(high),
    low: number(low),
    volume: number(volume),
  };
  return { symbol, date, ...bar, ...rest };
}

interface SetOptions {
  readonly reason: string;
  readonly open?: string;
  readonly high?: string;
  readonly low?: string;
  readonly volume?: string;
}

function addSetCommand(prices: Command): void {
  const set = prices
    .command('set')
    .description('Set one price and rebuild the indices; no import or refresh overwrites it until it is unprotected')
    .argument('<symbol>')
    .argument('<day>', 'YYYY-MM-DD', (day) => calendarDay('<day>', day))
    .argument('<close>')
    .requiredOption('--reason <text>', 'why; kept on record')
    .option('--open <price>')
    .option('--high <price>')
    .option('--low <price>')
    .option('--volume <units>')
    .addHelpText(
      'after',
      '\nOmitted fields are unknown.\n' +
        examples('npx autoindex prices set AAPL 2024-06-10 193.12 --reason "the vendor forgot the split of that day"'),
    );
  prints(set, async (symbol: string, date: string, close: string, { reason, open, high, low, volume }: SetOptions) => {
    const bar = {
      close,
      ...(open === undefined ? {} : { open }),
      ...(high === undefined ? {} : { high }),
      ...(low === undefined ? {} : { low }),
      ...(volume === undefined ? {} : { volume }),
    };
    const result = await withServices((services) =>
      services.corrections.set({ symbol, date, reason, ...bar }, CLI_REQUESTER),
    );
    const { runId, changed } = result;
    return {
      text: `run ${runId}: ${symbol} of ${date} ${changed ? 'set to' : 'was already'} ${close}\n`,
      json: result,
    };
  });
}

function addUnprotectCommand(prices: Command): void {
  const unprotect = prices
    .command('unprotect')
    .description('Let the next import or refresh overwrite a price that was set')
    .argument('<symbol>')
    .argument('<day>', 'YYYY-MM-DD', (day) => calendarDay('<day>', day))
    .addHelpText('after', examples('npx autoindex prices unprotect AAPL 2024-06-10'));
  prints(unprotect, async (symbol: string, date: string) => {
    await withServices((services) => services.corrections.releaseProtection(symbol, date, CLI_REQUESTER));
    return { text: `${symbol} of ${date} is not protected\n`, json: { symbol, date, protected: false } };
  });
}

function addImportCommand(prices: Command): void {
  const command = prices
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
    );
  prints(command, importFile);
}

function importFile(path: string, { createAssets = false }: { createAssets?: boolean }): Promise<Result> {
  return withServices(async ({ priceImport }) => {
    const started = performance.now();
    const progress = importProgress();
    const file = new PriceFile(path, (read) => progress.read(read));
    const request = { bars: file, origin: file.name, requester: CLI_REQUESTER, createAssets };
    const run = await priceImport.import(request).finally(() => progress.end());
    const { runId, counts, quarantined, unknownSymbols } = run;
    const text = await importSummary(run, (performance.now() - started) / 1_000);
    return { text, json: { runId, counts, quarantined, unknownSymbols } };
  });
}

/** Counts, then the lines that were quarantined and why. */
async function importSummary(
  { runId, counts, quarantined, unknownSymbols: created }: PriceRun,
  seconds: number,
): Promise<string> {
  const { isSymbol } = await import('../assets');
  const rate = Math.round(counts.read / seconds).toLocaleString('en');
  const { read, new: added, changed, same, protected: kept, quarantined: held, demoRetired } = counts;
  const parts = [`${read} rows read: ${added} new, ${changed} changed, ${same} same, ${held} quarantined`];
  if (kept > 0) parts.push(`${kept} kept as an administrator set them`);
  if (demoRetired > 0) parts.push(`${demoRetired} demo prices retired`);
  if (created.length > 0) parts.push(`${created.length} assets created`);
  return [
    `run ${runId}: ${parts.join('; ')} (${seconds.toFixed(2)} s, ${rate} rows/s)`,
    ...(created.length > 0 ? ['  no refresh fetches the new assets, see: npx autoindex assets change --help'] : []),
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
