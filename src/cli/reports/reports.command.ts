import { Command, Help } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { ReportsCreateCommand } from './reports-create.command';
import { ReportsListCommand } from './reports-list.command';

@Command({
  name: 'reports',
  description: 'Reports on an index: performance, allocation, risk',
  subCommands: [ReportsCreateCommand, ReportsListCommand],
})
export class ReportsCommand extends CommandGroup {
  @Help('after')
  examples(): string {
    return '\nExamples:\n  $ npm run cli -- reports list\n  $ npm run cli -- reports create --type risk --days 90 --format html --out risk.html\n';
  }
}
