import { Command } from 'commander';
import type { IngestResult, PriceImport, QuarantinedRows } from '../prices';
import { CLI_REQUESTER, withServices } from './application';
import { CommandError } from './input';
import { examples, prints, Result } from './output';
import { PriceFile } from './price-file';
import { importProgress } from './progress';
import type { Services } from './services';

const REASONS_SHOWN = 20;
const LINES_SHOWN = 10;

/** Exit codes. The third, 0, says that every row is stored, or was so already. */
const NOTHING_STORED = 1;
const SOME_QUARANTINED = 2;

const HELP = `
The first line names the columns, in any order: symbol,date,close and,
optionally, open,high,low,volume.
A row that breaks a rule is quarantined and listed with its line. Importing the
same file again changes nothing.

Exit code: 0 when every row is stored or was so already, 2 when some rows are
quarantined, 1 when nothing is stored.
`;

interface ImportOptions {
  readonly createAssets?: boolean;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
}

export function addImportCommand(prices: Command): void {
  const command = prices
    .command('import')
    .description('Import prices from a file, or from standard input with -; all of it or nothing')
    .argument('<file.csv>')
    .option('--create-assets', 'create unknown assets; without it they are an error')
    .option('--dry-run', 'only print what would change, with the exit code of the import')
    .option('--strict', 'store nothing when a row breaks a rule')
    .addHelpText(
      'after',
      HELP +
        examples(
          'npx autoindex prices import closes.csv --create-assets',
          'npx autoindex prices import closes.csv --dry-run',
          'gunzip -c closes.csv.gz | npx autoindex prices import - --strict',
        ),
    );
  prints(command, importFile);
}

function importFile(
  path: string,
  { createAssets = false, dryRun = false, strict = false }: ImportOptions,
): Promise<Result> {
  return withServices(async (services) => {
    const started = performance.now();
    const progress = importProgress();
    const file = new PriceFile(path, (read) => progress.read(read));
    const onIndices = (): void => progress.indices();
    const request = { bars: file, origin: file.name, requester: CLI_REQUESTER, createAssets, strict, onIndices };
    const { runId, ...result } = await store(services, request, dryRun).finally(() => progress.end());
    process.exitCode = exitCodeOf(result);
    const { counts, quarantined, unknownSymbols } = result;
    return {
      text: await summary(runId, result, (performance.now() - started) / 1_000),
      json: { runId, counts, quarantined, unknownSymbols },
    };
  });
}

/** `runId` is null for a dry run. */
async function store(
  { priceImport }: Services,
  request: PriceImport,
  dryRun: boolean,
): Promise<IngestResult & { readonly runId: number | null }> {
  const { QuarantinedRowsError } = await import('../prices');
  try {
    return dryRun ? { ...(await priceImport.dryRun(request)), runId: null } : await priceImport.import(request);
  } catch (error) {
    if (!(error instanceof QuarantinedRowsError)) throw error;
    const lines = [error.detail, ...(await reasonLines(error.quarantined))];
    throw new CommandError(lines.join('\n'), { cause: error });
  }
}

function exitCodeOf({ counts }: IngestResult): number {
  if (counts.read === counts.quarantined) return NOTHING_STORED;
  return counts.quarantined > 0 ? SOME_QUARANTINED : 0;
}

/** Counts, then the lines that were quarantined and why. */
async function summary(
  runId: number | null,
  { counts, quarantined, unknownSymbols: created }: IngestResult,
  seconds: number,
): Promise<string> {
  const rate = Math.round(counts.read / seconds).toLocaleString('en');
  const { read, new: added, changed, same, protected: kept, quarantined: held, demoRetired } = counts;
  const parts = [`${read} rows read: ${added} new, ${changed} changed, ${same} same, ${held} quarantined`];
  if (kept > 0) parts.push(`${kept} kept as an administrator set them`);
  if (demoRetired > 0) parts.push(`${demoRetired} demo prices retired`);
  if (created.length > 0) parts.push(`${created.length} assets created`);
  const title = runId === null ? 'dry run, nothing stored' : `run ${runId}`;
  const first = `${title}: ${parts.join('; ')} (${seconds.toFixed(2)} s, ${rate} rows/s)`;
  const hint =
    created.length > 0 ? ['  no refresh fetches the new assets, see: npx autoindex assets change --help'] : [];
  return [first, ...hint, ...(await reasonLines(quarantined)), ''].join('\n');
}

async function reasonLines(quarantined: readonly QuarantinedRows[]): Promise<string[]> {
  const { isSymbol } = await import('../assets');
  const more = quarantined.length - REASONS_SHOWN;
  return [
    ...quarantined.slice(0, REASONS_SHOWN).map((rows) => reasonLine(rows, isSymbol(rows.symbol))),
    ...(more > 0 ? [`  and for ${more} more reasons`] : []),
  ];
}

/** A text that is no symbol may hold control characters. It is left out: the detail has it, shortened and cleaned. */
function reasonLine({ symbol, rule, detail, rows, lines }: QuarantinedRows, isSymbol: boolean): string {
  const shown = lines.slice(0, LINES_SHOWN).join(', ');
  const more = rows > LINES_SHOWN ? ` and ${rows - LINES_SHOWN} more` : '';
  const where = lines.length === 0 ? `${rows} rows` : `line${rows === 1 ? '' : 's'} ${shown}${more}`;
  return `  ${where}: ${rule}: ${isSymbol ? `${symbol}: ` : ''}${detail}`;
}
