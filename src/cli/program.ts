import { Command } from 'commander';
import { VERSION } from '../platform/config/version';
import { addAccountsCommands } from './accounts.command';
import { addAssetsCommands } from './assets.command';
import { addCleanupCommand } from './cleanup.command';
import { addCompletionCommand } from './completion.command';
import { addDatabaseCommands } from './database.command';
import { addDoctorCommand } from './doctor.command';
import { addIndexCommands } from './index.command';
import { addJobsCommands } from './jobs.command';
import { addKeysCommands } from './keys.command';
import { examples } from './output';
import { addPricesCommands } from './prices.command';
import { addQuarantineCommands } from './quarantine.command';
import { addRefreshCommand } from './refresh.command';
import { addReportsCommands } from './reports.command';
import { addRunsCommands } from './runs.command';

/**
 * The command line: one file a noun. Command files import features as types only and load code with `await import` when
 * a command runs: loading all features takes a second, and help needs none of them.
 */
export function createProgram(): Command {
  const program = new Command('npx autoindex')
    .description('Prices in, index values out: the same code as the service.')
    .version(VERSION)
    .allowExcessArguments(false)
    .addHelpText(
      'after',
      examples(
        'npx autoindex prices import closes.csv --create-assets',
        'npx autoindex index list',
        'npx autoindex prices import --help',
      ),
    );
  addAssetsCommands(program);
  addPricesCommands(program);
  addQuarantineCommands(program);
  addIndexCommands(program);
  addRefreshCommand(program);
  addRunsCommands(program);
  addReportsCommands(program);
  addJobsCommands(program);
  addDatabaseCommands(program);
  addAccountsCommands(program);
  addKeysCommands(program);
  addCleanupCommand(program);
  addDoctorCommand(program);
  addCompletionCommand(program);
  return program;
}
