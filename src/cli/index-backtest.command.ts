import { Help, Option, SubCommand } from 'nest-commander';
import { getIndexMethod, IndexMethod, indexMethods, UnknownIndexMethodError } from '../index-methods';
import { Backtest, BENCHMARK_SYMBOL, runBacktest } from './backtest/backtest';
import { readConfigurationFile } from './backtest/configuration-file';
import { readPriceFile } from './backtest/price-file';
import { writeResultFiles } from './backtest/result-files';
import { CommandError } from './command.error';
import { LeafCommand } from './leaf-command';

interface BacktestOptions {
  readonly prices: string;
  readonly method: string;
  readonly config?: string;
  readonly out: string;
}

@SubCommand({
  name: 'backtest',
  description: 'Compute an index from a file of closes. Touches no database.',
})
export class IndexBacktestCommand extends LeafCommand {
  async run(_arguments: string[], options: BacktestOptions): Promise<void> {
    const method = knownMethod(options.method);
    const configuration = await readConfigurationFile(options.config, method);
    const closes = await readPriceFile(options.prices);
    const backtest = runBacktest(closes, method, configuration);
    await writeResultFiles(options.out, backtest);
    process.stdout.write(summary(options, backtest));
    if (!backtest.hasBenchmark) process.stderr.write(WITHOUT_BENCHMARK);
  }

  @Option({ flags: '--prices <file.csv>', description: 'closes: symbol,date,close; any order of rows', required: true })
  parsePrices(path: string): string {
    return path;
  }

  @Option({ flags: '--method <method>', description: `one of ${[...indexMethods.keys()].join(', ')}`, required: true })
  parseMethod(name: string): string {
    return name;
  }

  @Option({ flags: '--config <file.json>', description: 'configuration of the method; {} or no file: its defaults' })
  parseConfig(path: string): string {
    return path;
  }

  @Option({ flags: '--out <folder>', description: 'where the results go; made when missing', required: true })
  parseOut(path: string): string {
    return path;
  }

  @Help('after')
  examples(): string {
    return `
Writes index_values.csv (date,value), allocations.csv (date,symbol,weight) and metrics.json into the folder.
${BENCHMARK_SYMBOL} in the price file is the benchmark of the metrics and never a constituent.

Examples:
  $ npm run cli -- index backtest --prices closes.csv --method autoindex-v1 --out result
  $ echo '{"rebalance_frequency": "monthly", "min_price": 5}' > monthly.json
  $ npm run cli -- index backtest --prices closes.csv --method autoindex-v1 --config monthly.json --out monthly
`;
  }
}

const WITHOUT_BENCHMARK = `note: fewer than two closes of ${BENCHMARK_SYMBOL} in the period; what compares with it is null in metrics.json\n`;

function knownMethod(name: string): IndexMethod<unknown> {
  try {
    return getIndexMethod(name);
  } catch (error) {
    if (error instanceof UnknownIndexMethodError) throw new CommandError(`--${error.message}`, { cause: error });
    throw error;
  }
}

function summary({ method, out }: BacktestOptions, { series }: Backtest): string {
  const [first, last] = [series.dates[0], series.dates.at(-1)];
  if (first === undefined || last === undefined) return `${method}: no index values; wrote ${out}\n`;
  const values = `${series.dates.length} values from ${first} to ${last}, the last ${series.values.at(-1)}`;
  return `${method}: ${values}; ${series.rebalances.length} rebalances; wrote ${out}\n`;
}
