import { writeFile } from 'node:fs/promises';
import { Help, Option, SubCommand } from 'nest-commander';
import { AppConfig } from '../../platform/config';
import {
  REPORT_FORMATS,
  REPORT_TYPES,
  Report,
  ReportFormat,
  reportText,
  ReportType,
  ReportsService,
} from '../../reports';
import { CLI_REQUESTER, withApplication } from '../application';
import { CommandError } from '../command.error';
import { LeafCommand } from '../leaf-command';

interface CreateOptions {
  readonly type: ReportType;
  readonly index?: string;
  readonly days: number;
  readonly format: ReportFormat;
  readonly out?: string;
}

@SubCommand({ name: 'create', description: 'Make a report, keep it, and write it to a file or to standard output' })
export class ReportsCreateCommand extends LeafCommand {
  async run(_arguments: string[], { type, index, days, format, out }: CreateOptions): Promise<void> {
    const report = await withApplication((app) => {
      const wanted = { type, index: index ?? app.get(AppConfig).defaultIndex, periodDays: days };
      return app.get(ReportsService).createHere(wanted, CLI_REQUESTER);
    });
    await write(report, format, out);
  }

  @Option({ flags: '--type <type>', description: `one of ${REPORT_TYPES.join(', ')}`, required: true })
  parseType(text: string): ReportType {
    return oneOf(REPORT_TYPES, '--type', text);
  }

  @Option({ flags: '--index <slug>', description: 'the one of DEFAULT_INDEX when left out' })
  parseIndex(slug: string): string {
    return slug;
  }

  @Option({ flags: '--days <days>', description: 'calendar days up to the newest level', defaultValue: 365 })
  parseDays(text: string): number {
    if (!/^[1-9]\d{0,4}$/.test(text)) throw new CommandError('--days: must be a whole number, 1 to 99999');
    return Number(text);
  }

  @Option({ flags: '--format <format>', description: `one of ${REPORT_FORMATS.join(', ')}`, defaultValue: 'json' })
  parseFormat(text: string): ReportFormat {
    return oneOf(REPORT_FORMATS, '--format', text);
  }

  @Option({ flags: '--out <file>', description: 'standard output when left out' })
  parseOut(path: string): string {
    return path;
  }

  @Help('after')
  examples(): string {
    return `
Examples:
  $ npm run cli -- reports create --type performance --format html --out performance.html
  $ npm run cli -- reports create --type allocation --index autoindex --format csv
`;
  }
}

async function write(report: Report, format: ReportFormat, out: string | undefined): Promise<void> {
  const text = reportText(report, format);
  if (out === undefined) return void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  await writeFile(out, text);
  process.stdout.write(`report ${report.id}: wrote ${out}\n`);
}

function oneOf<Value extends string>(values: readonly Value[], option: string, text: string): Value {
  const value = values.find((each) => each === text);
  if (value === undefined) throw new CommandError(`${option}: must be one of ${values.join(', ')}`);
  return value;
}
