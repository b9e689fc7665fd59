import { Command } from 'commander';
import type { ApiKey, KeyScope } from '../accounts';
import { CLI_REQUESTER, withServices } from './application';
import { choices, CommandError } from './input';
import { examples, print, table } from './output';

const MAX_NAME_LENGTH = 100;

const SCOPES = choices<KeyScope>({ read: true, write: true, refresh: true, ops: true, admin: true });

export function addKeysCommands(program: Command): void {
  const keys = program
    .command('keys')
    .description('API keys of programs')
    .addHelpText('after', examples('npx autoindex keys create dashboard --scopes read', 'npx autoindex keys list'));

  keys
    .command('create')
    .description('Create a key and print it; it cannot be shown again')
    .argument('<name>', 'what the key is for')
    .requiredOption('--scopes <scopes>', SCOPES.join(','), scopesOf)
    .addHelpText(
      'after',
      examples(
        'npx autoindex keys create "nightly refresh" --scopes refresh',
        'npx autoindex keys create dashboard --scopes read',
      ),
    )
    .action(async (name: string, { scopes }: { scopes: KeyScope[] }) => {
      if (name === '' || name.length > MAX_NAME_LENGTH) {
        throw new CommandError(`<name>: must have 1 to ${MAX_NAME_LENGTH} characters`);
      }
      const { key } = await withServices(({ apiKeys }) => apiKeys.create({ name, scopes }, CLI_REQUESTER.name));
      print(`${key}\n`);
    });

  keys
    .command('list')
    .description('List the keys, newest first, with their last use')
    .addHelpText('after', examples('npx autoindex keys list'))
    .action(async () => {
      const all = await withServices(({ apiKeys }) => apiKeys.list());
      print(table(['PREFIX', 'SCOPES', 'CREATED BY', 'LAST USED', 'REVOKED', 'NAME'], all.map(row)));
    });

  keys
    .command('revoke')
    .description('Revoke a key; the service refuses it from then on')
    .argument('<prefix>', 'prefix of the key, as keys list shows it')
    .addHelpText('after', examples('npx autoindex keys revoke aix_0a1b2c3d'))
    .action(async (prefix: string) => {
      await withServices(({ apiKeys }) => apiKeys.revoke(prefix, CLI_REQUESTER.name));
      print(`revoked ${prefix}\n`);
    });
}

function scopesOf(text: string): KeyScope[] {
  const names = [...new Set(text.split(','))];
  const scopes = SCOPES.filter((scope) => names.includes(scope));
  if (scopes.length === names.length) return scopes;
  throw new CommandError(`--scopes: must be some of ${SCOPES.join(',')}`);
}

function row({ prefix, scopes, createdBy, lastUsedAt, revokedAt, name }: ApiKey): string[] {
  return [prefix, scopes.join(','), createdBy, lastUsedAt ?? 'never', revokedAt ?? '-', name];
}
