import { writeFile } from 'node:fs/promises';
import { CommandRunner, Help, Option, SubCommand } from 'nest-commander';
import { DEFAULT_CHART_SIZE } from '../../charts';
import { IndexChartService } from '../../index-values';
import { withApplication } from '../application';
import { calendarDay } from '../calendar-day';

interface ChartOptions {
  readonly out: string;
  readonly from?: string;
  readonly to?: string;
  readonly benchmark?: string;
}

@SubCommand({ name: 'chart', arguments: '<slug>', description: 'Draw an index against its benchmark' })
export class IndexChartCommand extends CommandRunner {
  async run([slug = '']: string[], { out, ...period }: ChartOptions): Promise<void> {
    const svg = await withApplication((app) =>
      app.get(IndexChartService).draw(slug, { ...DEFAULT_CHART_SIZE, ...period }),
    );
    await writeFile(out, svg);
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
