import { Command, Help } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { DatabaseMigrateCommand } from './database-migrate.command';
import { DatabaseRevertCommand } from './database-revert.command';
import { DatabaseStatusCommand } from './database-status.command';

@Command({
  name: 'db',
  description: 'Tables of the database: bring them up to date, take back, show',
  subCommands: [DatabaseMigrateCommand, DatabaseRevertCommand, DatabaseStatusCommand],
})
export class DatabaseCommand extends CommandGroup {
  @Help('after')
  examples(): string {
    return '\nExamples:\n  $ npm run cli -- db status\n  $ npm run cli -- db migrate\n';
  }
}
