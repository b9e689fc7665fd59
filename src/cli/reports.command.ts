import { Command, Option } from 'commander';
import type { ReportFormat, ReportType } from '../reports';
import { CLI_REQUESTER, withNumbers, withServices } from './application';
import { choices, CommandError, wholeNumber, writeOut } from './input';
import { examples, instant, prints, Result, table } from './output';

const LISTED = 50;
const TYPES = choices<ReportType>({ performance: true, allocation: true, risk: true });
const FORMATS = choices<ReportFormat>({ json: true, csv: true, html: true });

interface CreateOptions {
  readonly type: ReportType;
  readonly index?: string;
  readonly days: number;
  readonly format: ReportFormat;
  readonly out?: string;
  readonly json?: true;
}

export function addReportsCommands(program: Command): void {
  const reports = program
    .command('reports')
    .description('Reports on an index: performance, allocation, risk')
    .addHelpText(
      'after',
      examples(
        'npx autoindex reports list',
        'npx autoindex reports create --type risk --days 90 --format html --out risk.html',
      ),
    );

  const create = reports
    .command('create')
    .description('Create and keep a report, and write it to a file or to standard output')
    .addOption(new Option('--type <type>').choices(TYPES).makeOptionMandatory())
    .option('--index <slug>', 'default: DEFAULT_INDEX')
    .option('--days <days>', 'calendar days up to the newest level', (text) => wholeNumber('--days', text, 1), 365)
    .addOption(new Option('--format <format>').choices(FORMATS).default('json'))
    .option('--out <file>', 'default: standard output')
    .addHelpText(
      'after',
      examples(
        'npx autoindex reports create --type performance --format html --out performance.html',
        'npx autoindex reports create --type allocation --index autoindex --format csv',
      ),
    );
  prints(create, createReport);

  const list = reports
    .command('list')
    .description(`List the newest ${LISTED} reports`)
    .addHelpText('after', examples('npx autoindex reports list'));
  prints(list, async () => {
    const { data } = await withServices((services) => services.reports.list(LISTED));
    const rows = data.map(({ id, type, index, periodDays, status, createdAt, error }) => [
      ...[String(id), type, index, String(periodDays), status, instant(createdAt), error ?? ''],
    ]);
    return { text: table(['ID', 'TYPE', 'INDEX', 'DAYS', 'STATUS', 'CREATED (UTC)', 'ERROR'], rows), json: data };
  });
}

async function createReport({ type, index, days, format, out, json }: CreateOptions): Promise<Result> {
  if (json === true && out === undefined && format !== 'json')
    throw new CommandError(`--json: needs --out with ${format}`);
  const report = await withNumbers(({ config, reports }) =>
    reports.createHere({ type, index: index ?? config.defaultIndex, periodDays: days }, CLI_REQUESTER),
  );
  const { reportText } = await import('../reports');
  const text = await reportText(report, format);
  if (out === undefined) return { text: text.endsWith('\n') ? text : `${text}\n`, json: report };
  await writeOut(out, text);
  return { text: `report ${report.id}: wrote ${out}\n`, json: { id: report.id, out } };
}
