import { Command, Help } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { AccountsCreateAdminCommand } from './accounts-create-admin.command';

@Command({ name: 'accounts', description: 'Accounts of people', subCommands: [AccountsCreateAdminCommand] })
export class AccountsCommand extends CommandGroup {
  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- accounts create-admin ada@example.org\n';
  }
}
