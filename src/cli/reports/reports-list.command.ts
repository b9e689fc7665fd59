import { Help, SubCommand } from 'nest-commander';
import { ReportsService } from '../../reports';
import { withApplication } from '../application';
import { table } from '../table';
import { LeafCommand } from '../leaf-command';

const NEWEST = 50;

@SubCommand({ name: 'list', description: `List the newest ${NEWEST} reports` })
export class ReportsListCommand extends LeafCommand {
  async run(): Promise<void> {
    const { data } = await withApplication((app) => app.get(ReportsService).list(NEWEST));
    const rows = data.map(({ id, type, index, periodDays, status, createdAt, error }) => [
      ...[String(id), type, index, String(periodDays), status, createdAt, error ?? ''],
    ]);
    process.stdout.write(table(['ID', 'TYPE', 'INDEX', 'DAYS', 'STATUS', 'CREATED', 'ERROR'], rows));
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- reports list\n';
  }
}
