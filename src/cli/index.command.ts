import { Command } from 'commander';
import type { IndexDefinition, NewIndex } from '../index-values';
import { CLI_REQUESTER, withServices } from './application';
import { addBacktestCommand } from './backtest';
import { calendarDay, CommandError, listOf, readJsonFile, writeOut } from './input';
import { examples, print, table } from './output';

const MAX_LISTED = 1_000;

/** Lower case, so that neither is a symbol. */
const ALL = 'all';
const NONE = 'none';

interface DefinitionOptions {
  readonly method?: string;
  readonly name?: string;
  readonly config?: string;
  readonly constituents?: string;
  readonly benchmark?: string;
}

interface ChartOptions {
  readonly out: string;
  readonly from?: string;
  readonly to?: string;
  readonly benchmark?: string;
}

export function addIndexCommands(program: Command): void {
  const index = program
    .command('index')
    .description('Indices: levels and constituents')
    .addHelpText(
      'after',
      examples(
        'npx autoindex index list',
        'npx autoindex index recompute autoindex',
        'npx autoindex index chart autoindex --out chart.svg',
      ),
    );
  addListCommand(index);
  addCreateCommand(index);
  addChangeCommand(index);
  addRecomputeCommand(index);
  addChartCommand(index);
  addBacktestCommand(index);
}

function addListCommand(index: Command): void {
  index
    .command('list')
    .description('List the indices')
    .addHelpText('after', examples('npx autoindex index list'))
    .action(async () => {
      const { data } = await withServices(({ definitions }) => definitions.list(MAX_LISTED));
      print(table(['SLUG', 'METHOD', 'CONSTITUENTS', 'BENCHMARK', 'NAME'], data.map(row)));
    });
}

function row({ slug, method, constituents, benchmark, name }: IndexDefinition): string[] {
  return [slug, method, constituents?.join(',') ?? 'all shares and funds', benchmark ?? '-', name];
}

function addCreateCommand(index: Command): void {
  const create = index
    .command('create')
    .description('Create an index and compute it')
    .argument('<slug>')
    .requiredOption('--method <method>', 'autoindex-v1 or chained');
  withDefinitionOptions(create)
    .addHelpText(
      'after',
      '\nDefaults: the slug as name, the configuration of the method, all shares and funds, no benchmark.\n' +
        examples(
          'npx autoindex index create tech --method chained --constituents AAPL,MSFT,NVDA --benchmark ^GSPC',
          'npx autoindex index create legacy --method autoindex-v1 --config monthly.json',
        ),
    )
    .action(async (slug: string, options: DefinitionOptions & { readonly method: string }) => {
      const definition = { slug, name: slug, ...(await definitionOf(options)), method: options.method };
      await withServices(({ definitions }) => definitions.create(definition, CLI_REQUESTER));
      print(`created ${slug}\n`);
    });
}

function addChangeCommand(index: Command): void {
  const change = index
    .command('change')
    .description('Change an index and recompute it')
    .argument('<slug>')
    .option('--method <method>', 'autoindex-v1 or chained; with --config, if the current one has a configuration');
  withDefinitionOptions(change)
    .addHelpText(
      'after',
      '\nOmitted options keep their values.\n' +
        examples(
          'npx autoindex index change tech --benchmark SPY --name "Technology"',
          'npx autoindex index change tech --constituents AAPL,MSFT,NVDA,GOOGL --config weekly.json',
        ),
    )
    .action(async (slug: string, options: DefinitionOptions) => {
      const definition = await definitionOf(options);
      await withServices(({ definitions }) => definitions.change(slug, definition, CLI_REQUESTER));
      print(`changed ${slug}\n`);
    });
}

function withDefinitionOptions(command: Command): Command {
  return command
    .option('--name <name>', 'name to display')
    .option('--config <file.json>', 'configuration of the method; {}: its defaults')
    .option('--constituents <symbols>', `AAPL,MSFT; ${ALL}: all shares and funds`)
    .option('--benchmark <symbol>', `what risk metrics and charts compare with, or ${NONE}`);
}

/** The given fields only. @throws CommandError for a symbol, or a configuration file, that is not valid */
async function definitionOf(
  options: DefinitionOptions,
): Promise<Pick<Partial<NewIndex>, 'name' | 'method' | 'configuration' | 'constituents' | 'benchmark'>> {
  const { config, constituents, benchmark, ...given } = options;
  return {
    ...given,
    ...(config === undefined ? {} : { configuration: await readJsonObject(config) }),
    ...(constituents === undefined
      ? {}
      : { constituents: constituents === ALL ? null : await symbolsOf(constituents) }),
    ...(benchmark === undefined ? {} : { benchmark: benchmark === NONE ? null : benchmark }),
  };
}

async function readJsonObject(path: string): Promise<Record<string, unknown>> {
  const value = await readJsonFile('--config', path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandError(`${path}: is no JSON object`);
  }
  return { ...value };
}

async function symbolsOf(text: string): Promise<string[]> {
  const { isSymbol, SYMBOL_FORM } = await import('../assets');
  const symbols = listOf('--constituents', text);
  const wrong = symbols.find((symbol) => !isSymbol(symbol));
  if (wrong !== undefined) throw new CommandError(`--constituents: "${wrong}" ${SYMBOL_FORM}`);
  return symbols;
}

function addRecomputeCommand(index: Command): void {
  index
    .command('recompute')
    .description('Recompute one index, or all, from the base date')
    .argument('[slug]')
    .addHelpText('after', examples('npx autoindex index recompute', 'npx autoindex index recompute autoindex'))
    .action(async (slug: string | undefined) => {
      await withServices(async ({ definitions, recomputation }) => {
        const slugs = slug === undefined ? await definitions.listSlugs() : [slug];
        for (const each of slugs) {
          const runId = await recomputation.recompute(each, CLI_REQUESTER);
          print(`recomputed ${each} in run ${runId}\n`);
        }
      });
    });
}

function addChartCommand(index: Command): void {
  index
    .command('chart')
    .description('Draw an index against its benchmark')
    .argument('<slug>')
    .requiredOption('--out <file.svg>', 'file to write')
    .option('--from <day>', 'first day, YYYY-MM-DD', (day) => calendarDay('--from', day))
    .option('--to <day>', 'last day, YYYY-MM-DD', (day) => calendarDay('--to', day))
    .option('--benchmark <symbol>', 'a symbol instead of the benchmark of the index')
    .addHelpText('after', examples('npx autoindex index chart autoindex --from 2020-01-01 --out chart.svg'))
    .action(draw);
}

async function draw(slug: string, { out, ...period }: ChartOptions): Promise<void> {
  if (period.from !== undefined && period.to !== undefined && period.to < period.from) {
    throw new CommandError('--to: must not be before --from');
  }
  const { DEFAULT_CHART_SIZE } = await import('../charts');
  const svg = await withServices(({ charts }) => charts.draw(slug, { ...DEFAULT_CHART_SIZE, ...period }));
  await writeOut(out, svg);
  print(`wrote ${out}\n`);
}
