import { Command, Option } from 'commander';
import type { QuarantineEntry, QuarantineState } from '../prices';
import { CLI_REQUESTER, withServices } from './application';
import { choices, recordId, wholeNumber } from './input';
import { examples, facts, instant, prints, table } from './output';
import { summaryOf } from './runs.command';

const DEFAULT_LIMIT = 50;

const STATES = choices<QuarantineState | 'all'>({ open: true, released: true, discarded: true, all: true });

interface ListOptions {
  readonly symbol?: string;
  readonly rule?: string;
  readonly state: QuarantineState | 'all';
  readonly limit: number;
}

export function addQuarantineCommands(program: Command): void {
  const quarantine = program
    .command('quarantine')
    .description('Quarantine entries: rows that broke a rule, and wait for a decision')
    .addHelpText('after', examples('npx autoindex quarantine list', 'npx autoindex quarantine release 12 --alike'));
  addListCommand(quarantine);
  addShowCommand(quarantine);

  const release = quarantine
    .command('release')
    .description('Store an entry as a confirmed price, and rebuild the indices')
    .argument('<id>')
    .option('--alike', 'also release all open entries of the same run and symbol with the same reason')
    .addHelpText(
      'after',
      examples('npx autoindex quarantine release 12', 'npx autoindex quarantine release 12 --alike'),
    );
  prints(release, async (id: string, { alike = false }: { alike?: boolean }) => {
    const run = await withServices(async ({ quarantine: entries, runs }) =>
      runs.getById(await entries.release(entryId(id), alike, CLI_REQUESTER)),
    );
    return summaryOf(run);
  });

  const discard = quarantine
    .command('discard')
    .description('Close an entry without storing it; the same row from the same source gets no new entry')
    .argument('<id>')
    .addHelpText('after', examples('npx autoindex quarantine discard 12'));
  prints(discard, async (id: string) => {
    const entry = await withServices(async ({ quarantine: entries }) => {
      await entries.discard(entryId(id), CLI_REQUESTER);
      return entries.getById(entryId(id));
    });
    return { text: `discarded ${entry.id}: ${entry.symbol} of ${entry.date}\n`, json: entry };
  });
}

function addListCommand(quarantine: Command): void {
  const list = quarantine
    .command('list')
    .description('List the entries, newest first')
    .option('--symbol <symbol>', 'only this symbol')
    .option('--rule <rule>', 'only this rule')
    .addOption(new Option('--state <state>', 'only this state').choices(STATES).default('open'))
    .option('--limit <entries>', 'at most', (text) => wholeNumber('--limit', text, 1), DEFAULT_LIMIT)
    .addHelpText(
      'after',
      examples('npx autoindex quarantine list', 'npx autoindex quarantine list --rule split --json'),
    );
  prints(list, async ({ symbol, rule, state, limit }: ListOptions) => {
    const filter = {
      ...(symbol === undefined ? {} : { symbol }),
      ...(rule === undefined ? {} : { rule }),
      ...(state === 'all' ? {} : { state }),
    };
    const { data } = await withServices((services) => services.quarantine.list(filter, limit));
    return { text: table(['ID', 'SYMBOL', 'DATE', 'RULE', 'STATE', 'RUN', 'DETAIL'], data.map(row)), json: data };
  });
}

function row({ id, symbol, date, rule, state, runId, detail }: QuarantineEntry): string[] {
  return [String(id), symbol, date, rule, state, String(runId), detail];
}

function addShowCommand(quarantine: Command): void {
  const show = quarantine
    .command('show')
    .description('Show an entry: the row, the rule that it broke, and the decision')
    .argument('<id>')
    .addHelpText('after', examples('npx autoindex quarantine show 12'));
  prints(show, async (id: string) => {
    const entry = await withServices((services) => services.quarantine.getById(entryId(id)));
    return { text: details(entry), json: entry };
  });
}

function details(entry: QuarantineEntry): string {
  const decided =
    entry.decidedAt === null ? null : `${instant(entry.decidedAt)} UTC by ${entry.decidedBy ?? 'unknown'}`;
  return facts({
    entry: `${entry.id}: ${entry.state}`,
    symbol: entry.symbol,
    date: entry.date,
    ...entry.bar,
    rule: entry.rule,
    detail: entry.detail,
    source: entry.source,
    line: entry.line,
    run: entry.runId,
    quarantined: `${instant(entry.quarantinedAt)} UTC`,
    [entry.state]: decided,
    'stored by': entry.releasedRunId === null ? null : `run ${entry.releasedRunId}`,
  });
}

function entryId(text: string): number {
  return recordId(text, 'quarantine entry');
}
