import { Help, Option, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { ApiKeysService, KEY_SCOPES, KeyScope, isKeyScope } from '../../accounts';
import { CLI_REQUESTER, withApplication } from '../application';
import { CommandError } from '../command.error';

const LONGEST_NAME = 100;

@SubCommand({ name: 'create', arguments: '<name>', description: 'Create a key; it is shown this once' })
export class KeysCreateCommand extends LeafCommand {
  async run([name = '']: string[], { scopes }: { readonly scopes: KeyScope[] }): Promise<void> {
    if (name === '' || name.length > LONGEST_NAME) throw new CommandError(`a name has 1 to ${LONGEST_NAME} characters`);
    const { key } = await withApplication((app) =>
      app.get(ApiKeysService).create({ name, scopes }, CLI_REQUESTER.name),
    );
    process.stdout.write(`${key}\n`);
  }

  @Option({ flags: '--scopes <scopes>', description: KEY_SCOPES.join(','), required: true })
  parseScopes(text: string): KeyScope[] {
    const named = [...new Set(text.split(','))];
    const scopes = named.filter(isKeyScope);
    if (scopes.length === named.length) return scopes;
    throw new CommandError(`--scopes: must be some of ${KEY_SCOPES.join(',')}`);
  }

  @Help('after')
  examples(): string {
    return `
Examples:
  $ npm run --silent cli -- keys create "nightly refresh" --scopes refresh
  $ npm run --silent cli -- keys create dashboard --scopes read
`;
  }
}
