import { Command, Option } from 'commander';
import type { ChartTheme } from '../charts';
import type { IndexDefinition, NewIndex } from '../index-values';
import { CLI_REQUESTER, withNumbers, withServices } from './application';
import { addBacktestCommand } from './backtest';
import { CommandError, listOf, Period, periodOf, readJsonFile, withPeriod, writeOut } from './input';
import { examples, prints, Result, table } from './output';

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

interface ChartOptions extends Period {
  readonly out: string;
  readonly benchmark?: string;
  readonly theme: ChartTheme;
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
  addArchiveCommand(index);
  addRecomputeCommand(index);
  addValuesCommand(index);
  addChartCommand(index);
  addBacktestCommand(index);
}

function addListCommand(index: Command): void {
  const list = index
    .command('list')
    .description('List the indices')
    .option('--archived', 'list archived indices too')
    .addHelpText('after', examples('npx autoindex index list', 'npx autoindex index list --archived'));
  prints(list, async ({ archived = false }: { readonly archived?: boolean }) => {
    const { data } = await withNumbers(({ definitions }) => definitions.list(MAX_LISTED, undefined, archived));
    const columns = Object.entries(COLUMNS).filter(([head]) => archived || head !== 'ARCHIVED');
    const rows = data.map((index) => columns.map(([, cell]) => cell(index)));
    return {
      text: table(
        columns.map(([head]) => head),
        rows,
      ),
      json: data,
    };
  });
}

const COLUMNS: Readonly<Record<string, (index: IndexDefinition) => string>> = {
  SLUG: ({ slug }) => slug,
  METHOD: ({ method }) => method,
  CONSTITUENTS: ({ constituents }) => constituents?.join(',') ?? 'all shares and funds',
  BENCHMARK: ({ benchmark }) => benchmark ?? '-',
  ARCHIVED: ({ archived }) => (archived ? 'yes' : 'no'),
  NAME: ({ name }) => name,
};

function addCreateCommand(index: Command): void {
  const create = index
    .command('create')
    .description('Create an index and compute it')
    .argument('<slug>')
    .requiredOption('--method <method>', 'autoindex-v1 or chained');
  withDefinitionOptions(create).addHelpText(
    'after',
    '\nDefaults: the slug as name, the configuration of the method, all shares and funds, no benchmark.\n' +
      examples(
        'npx autoindex index create tech --method chained --constituents AAPL,MSFT,NVDA --benchmark ^GSPC',
        'npx autoindex index create legacy --method autoindex-v1 --config monthly.json',
      ),
  );
  prints(create, async (slug: string, options: DefinitionOptions & { readonly method: string }) => {
    const definition = { slug, name: slug, ...(await definitionOf(options)), method: options.method };
    const created = await withServices(({ definitions }) => definitions.create(definition, CLI_REQUESTER));
    return { text: `created ${slug}\n`, json: created };
  });
}

function addChangeCommand(index: Command): void {
  const change = index
    .command('change')
    .description('Change an index and recompute it')
    .argument('<slug>')
    .option('--method <method>', 'autoindex-v1 or chained; with --config, if the current one has a configuration');
  withDefinitionOptions(change).addHelpText(
    'after',
    '\nOmitted options keep their values.\n' +
      examples(
        'npx autoindex index change tech --benchmark SPY --name "Technology"',
        'npx autoindex index change tech --constituents AAPL,MSFT,NVDA,GOOGL --config weekly.json',
      ),
  );
  prints(change, async (slug: string, options: DefinitionOptions) => {
    const definition = await definitionOf(options);
    const changed = await withServices(({ definitions }) => definitions.change(slug, definition, CLI_REQUESTER));
    return { text: `changed ${slug}\n`, json: changed };
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
  const { config, constituents, benchmark, name, method } = options;
  return {
    ...(name === undefined ? {} : { name }),
    ...(method === undefined ? {} : { method }),
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

function addArchiveCommand(index: Command): void {
  const archive = index
    .command('archive')
    .description('Archive an index: no longer listed and computed; what was computed stays readable')
    .argument('<slug>')
    .option('--undo', 'un-archive the index and recompute it')
    .addHelpText('after', examples('npx autoindex index archive tech', 'npx autoindex index archive tech --undo'));
  prints(archive, async (slug: string, { undo = false }: { readonly undo?: boolean }) => {
    const changed = await withServices(({ definitions }) =>
      definitions.change(slug, { archived: !undo }, CLI_REQUESTER),
    );
    return { text: undo ? `un-archived and recomputed ${slug}\n` : `archived ${slug}\n`, json: changed };
  });
}

function addRecomputeCommand(index: Command): void {
  const recompute = index
    .command('recompute')
    .description('Recompute one index, or all, from the base date')
    .argument('[slug]')
    .addHelpText('after', examples('npx autoindex index recompute', 'npx autoindex index recompute autoindex'));
  prints(recompute, (slug: string | undefined) =>
    withServices(async ({ definitions, recomputation }) => {
      const slugs = slug === undefined ? await definitions.listSlugs() : [slug];
      const runs: { index: string; runId: number }[] = [];
      for (const each of slugs) runs.push({ index: each, runId: await recomputation.recompute(each, CLI_REQUESTER) });
      return { text: runs.map((run) => `recomputed ${run.index} in run ${run.runId}\n`).join(''), json: runs };
    }),
  );
}

function addValuesCommand(index: Command): void {
  const values = index
    .command('values')
    .description('Print the levels of an index by day')
    .argument('<slug>')
    .addHelpText('after', examples('npx autoindex index values autoindex --from 2024-01-01'));
  prints(withPeriod(values), async (slug: string, options: Period) => {
    const { from, to } = periodOf(options);
    const { dates, values: levels } = await withNumbers(async ({ definitions, indexHistory }) =>
      indexHistory.levelsBetween((await definitions.getBySlug(slug)).id, from, to),
    );
    const rows = dates.map((date, day) => ({ date, value: levels[day] ?? NaN }));
    return {
      text: table(
        ['DATE', 'VALUE'],
        rows.map(({ date, value }) => [date, String(value)]),
      ),
      json: rows,
    };
  });
}

function addChartCommand(index: Command): void {
  const chart = index
    .command('chart')
    .description('Draw an index against its benchmark')
    .argument('<slug>')
    .requiredOption('--out <file>', 'file to write, .svg or .png')
    .option('--benchmark <symbol>', 'a symbol instead of the benchmark of the index')
    .addOption(new Option('--theme <theme>', 'colours').choices(['light', 'dark']).default('light'))
    .addHelpText(
      'after',
      examples('npx autoindex index chart autoindex --from 2020-01-01 --out chart.png --theme dark'),
    );
  prints(withPeriod(chart), draw);
}

async function draw(slug: string, { out, benchmark, theme, ...options }: ChartOptions): Promise<Result> {
  const period = periodOf(options);
  if (!/\.(svg|png)$/i.test(out)) throw new CommandError('--out: must end with .svg or .png');
  const { DEFAULT_CHART_SIZE } = await import('../charts');
  const request = { ...DEFAULT_CHART_SIZE, ...period, theme, ...(benchmark === undefined ? {} : { benchmark }) };
  const isPng = /\.png$/i.test(out);
  const picture = await withNumbers(({ charts }): Promise<string | Buffer> =>
    isPng ? charts.drawPng(slug, request) : charts.draw(slug, request),
  );
  await writeOut(out, picture);
  return { text: `wrote ${out}\n`, json: { out } };
}
