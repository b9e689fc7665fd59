import { Command, Help } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { KeysCreateCommand } from './keys-create.command';
import { KeysListCommand } from './keys-list.command';
import { KeysRevokeCommand } from './keys-revoke.command';

@Command({
  name: 'keys',
  description: 'API keys of programs',
  subCommands: [KeysCreateCommand, KeysListCommand, KeysRevokeCommand],
})
export class KeysCommand extends CommandGroup {
  @Help('after')
  examples(): string {
    return '\nExamples:\n  $ npm run cli -- keys create dashboard --scopes read\n  $ npm run cli -- keys list\n';
  }
}
