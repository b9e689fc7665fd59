import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import {
  buildPriceMatrix,
  ConfigurationError,
  DatedValues,
  getIndexMethod,
  IndexMethod,
  indexMethods,
  IndexSeries,
  PerformanceReport,
  performanceReport,
  PriceRecord,
  UnknownIndexMethodError,
} from '../index-methods';
import { readClosesFile } from './backtest-closes';
import { CommandError, readJsonFile, writeOut } from './input';
import { examples, prints, Result } from './output';

/** The S&P 500: the benchmark of the metrics, never a constituent. */
const BENCHMARK_SYMBOL = '^GSPC';
const BASE_VALUE = 100;

interface BacktestOptions {
  readonly prices: string;
  readonly method: string;
  readonly config?: string;
  readonly out: string;
}

interface Backtest {
  readonly series: IndexSeries;
  readonly metrics: PerformanceReport;
}

const HELP = `
Writes index_values.csv (date,value), allocations.csv (date,symbol,weight) and
metrics.json into the folder.
${BENCHMARK_SYMBOL} in the price file is the benchmark of the metrics and never a constituent.
`;

const WITHOUT_BENCHMARK = `note: fewer than two closes of ${BENCHMARK_SYMBOL} in the period; what compares with it is null in metrics.json\n`;

/** `index backtest` computes an index from a file of closes. It opens no database. */
export function addBacktestCommand(index: Command): void {
  const command = index
    .command('backtest')
    .description('Compute an index from a file of closes, without a database')
    .requiredOption('--prices <file.csv>', 'closes: symbol,date,close; rows in any order')
    .requiredOption('--method <method>', `one of ${[...indexMethods.keys()].join(', ')}`)
    .option('--config <file.json>', 'configuration of the method; {} or no file: its defaults')
    .requiredOption('--out <folder>', 'folder of the results; created when missing')
    .addHelpText(
      'after',
      HELP +
        examples(
          'npx autoindex index backtest --prices closes.csv --method autoindex-v1 --out result',
          `echo '{"rebalance_frequency": "monthly", "min_price": 5}' > monthly.json`,
          'npx autoindex index backtest --prices closes.csv --method autoindex-v1 --config monthly.json --out monthly',
        ),
    );
  prints(command, backtest);
}

async function backtest(options: BacktestOptions): Promise<Result> {
  const method = knownMethod(options.method);
  const configuration = await readConfiguration(options.config, method);
  const closes = await readClosesFile(options.prices);
  const result = compute(closes, method, configuration);
  await writeOut(options.out, () => writeFiles(options.out, result));
  if (result.metrics.full.beta === null) process.stderr.write(WITHOUT_BENCHMARK);
  return summary(options, result.series);
}

function knownMethod(name: string): IndexMethod<unknown> {
  try {
    return getIndexMethod(name);
  } catch (error) {
    if (error instanceof UnknownIndexMethodError) throw new CommandError(`--${error.message}`, { cause: error });
    throw error;
  }
}

/**
 * The method's configuration in a JSON file. No file, `{}` and `null` mean its defaults.
 * @throws CommandError naming the file and each field that is wrong
 */
async function readConfiguration<C>(path: string | undefined, method: IndexMethod<C>): Promise<C> {
  if (path === undefined) return method.parseConfiguration({});
  const raw = await readJsonFile('--config', path);
  try {
    return method.parseConfiguration(raw ?? {});
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const faults = error.faults.map(({ field, message }) => `  ${field}: ${message}`);
    throw new CommandError([`${path}:`, ...faults].join('\n'), { cause: error });
  }
}

/** All symbols but the benchmark are constituents. The index has a value on each day of their closes. */
function compute<C>(closes: readonly PriceRecord[], method: IndexMethod<C>, configuration: C): Backtest {
  const constituents = buildPriceMatrix(closes.filter(({ symbol }) => symbol !== BENCHMARK_SYMBOL));
  const series = method.compute(constituents, configuration, BASE_VALUE);
  return { series, metrics: performanceReport(series, benchmarkOf(closes)) };
}

function benchmarkOf(closes: readonly PriceRecord[]): DatedValues {
  const matrix = buildPriceMatrix(closes.filter(({ symbol }) => symbol === BENCHMARK_SYMBOL));
  return { dates: matrix.dates, values: matrix.closes[0] ?? new Float64Array() };
}

/**
 * Overwrites older files. Numbers are the shortest text that reads back as the same double. In JSON the numbers that are
 * not finite are the texts "NaN", "Infinity" and "-Infinity".
 */
async function writeFiles(folder: string, { series, metrics }: Backtest): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index_values.csv'), indexValuesCsv(series));
  await writeFile(join(folder, 'allocations.csv'), allocationsCsv(series));
  await writeFile(join(folder, 'metrics.json'), `${JSON.stringify(metrics, notFiniteAsText, 1)}\n`);
}

function indexValuesCsv({ dates, values }: IndexSeries): string {
  return ['date,value', ...dates.map((date, day) => `${date},${values[day]}`), ''].join('\n');
}

function allocationsCsv({ rebalances }: IndexSeries): string {
  const rows = rebalances.flatMap(({ date, symbols, weights }) =>
    symbols.map((symbol, asset) => `${date},${symbol},${weights[asset]}`),
  );
  return ['date,symbol,weight', ...rows, ''].join('\n');
}

function notFiniteAsText(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function summary({ method, out }: BacktestOptions, { dates, values, rebalances }: IndexSeries): Result {
  const [from, to, last] = [dates[0] ?? null, dates.at(-1) ?? null, values.at(-1) ?? null];
  const json = { method, values: dates.length, from, to, last, rebalances: rebalances.length, out };
  if (from === null) return { text: `${method}: no index values; wrote ${out}\n`, json };
  const levels = `${dates.length} values from ${from} to ${to}, the last ${last}`;
  return { text: `${method}: ${levels}; ${rebalances.length} rebalances; wrote ${out}\n`, json };
}
