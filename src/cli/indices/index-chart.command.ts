import { writeFile } from 'node:fs/promises';
import { Help, Option, SubCommand } from 'nest-commander';
import { DEFAULT_CHART_SIZE } from '../../charts';
import { IndexChartService } from '../../index-values';
import { withApplication } from '../application';
import { calendarDay } from '../calendar-day';
import { CommandError } from '../command.error';
import { LeafCommand } from '../leaf-command';

interface ChartOptions {
  readonly out: string;
  readonly from?: string;
  readonly to?: string;
  readonly benchmark?: string;
}

@SubCommand({ name: 'chart', arguments: '<slug>', description: 'Draw an index against its benchmark' })
export class IndexChartCommand extends LeafCommand {
  async run([slug = '']: string[], { out, ...period }: ChartOptions): Promise<void> {
    if (period.from !== undefined && period.to !== undefined && period.to < period.from) {
      throw new CommandError('--to: must not be before --from');
    }
    const svg = await withApplication((app) =>
      app.get(IndexChartService).draw(slug, { ...DEFAULT_CHART_SIZE, ...period }),
    );
    await write(out, svg);
    process.stdout.write(`wrote ${out}\n`);
  }

  @Option({ flags: '--out <file.svg>', description: 'where the picture goes', required: true })
  parseOut(path: string): string {
    return path;
  }

  @Option({ flags: '--from <day>', description: 'first day, YYYY-MM-DD' })
  parseFrom(day: string): string {
    return calendarDay('--from', day);
  }

  @Option({ flags: '--to <day>', description: 'last day, YYYY-MM-DD' })
  parseTo(day: string): string {
    return calendarDay('--to', day);
  }

  @Option({ flags: '--benchmark <symbol>', description: "a symbol instead of the index's own benchmark" })
  parseBenchmark(symbol: string): string {
    return symbol;
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- index chart autoindex --from 2020-01-01 --out chart.svg\n';
  }
}

async function write(path: string, svg: string): Promise<void> {
  try {
    await writeFile(path, svg);
  } catch (error) {
    throw new CommandError(`--out: cannot write ${path}: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
}
