import { Module } from '@nestjs/common';
import { Command } from 'commander';
import { InjectCommander } from 'nest-commander';
import { AccountsCommand } from './accounts/accounts.command';
import { AssetsCommand } from './assets/assets.command';
import { CleanupCommand } from './cleanup.command';
import { DatabaseCommand } from './database/database.command';
import { DoctorCommand } from './doctor.command';
import { IndexCommand } from './index.command';
import { JobsCommand } from './jobs/jobs.command';
import { KeysCommand } from './keys/keys.command';
import { PricesCommand } from './prices/prices.command';
import { ReportsCommand } from './reports/reports.command';
import { RefreshCommand } from './runs/refresh.command';
import { RunsCommand } from './runs/runs.command';

const EXAMPLES = `
Examples:
  $ npm run cli -- prices import closes.csv --create-assets
  $ npm run cli -- index list
  $ npm run cli -- prices import --help
`;

/**
 * The commands. Nothing imported here may open a database or a port: a command that needs them opens them when it runs,
 * so that the others work without.
 */
@Module({
  providers: [
    ...AssetsCommand.registerWithSubCommands(),
    ...PricesCommand.registerWithSubCommands(),
    ...IndexCommand.registerWithSubCommands(),
    RefreshCommand,
    ...RunsCommand.registerWithSubCommands(),
    ...ReportsCommand.registerWithSubCommands(),
    ...JobsCommand.registerWithSubCommands(),
    ...DatabaseCommand.registerWithSubCommands(),
    ...AccountsCommand.registerWithSubCommands(),
    ...KeysCommand.registerWithSubCommands(),
    CleanupCommand,
    DoctorCommand,
  ],
})
export class CliModule {
  constructor(@InjectCommander() program: Command) {
    program
      .name('npm run cli --')
      .description('Prices in, index values out: the same code as the service.')
      .addHelpText('after', EXAMPLES);
  }
}
