import { Command } from 'commander';
import type { ApiKey, KeyScope } from '../accounts';
import { CLI_REQUESTER, withServices } from './application';
import { choices, CommandError } from './input';
import { examples, instant, prints, table } from './output';

const MAX_NAME_LENGTH = 100;

const SCOPES = choices<KeyScope>({ read: true, write: true, refresh: true, ops: true, admin: true });

export function addKeysCommands(program: Command): void {
  const keys = program
    .command('keys')
    .description('API keys of programs')
    .addHelpText('after', examples('npx autoindex keys create dashboard --scopes read', 'npx autoindex keys list'));

  const create = keys
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
    );
  prints(create, async (name: string, { scopes }: { scopes: KeyScope[] }) => {
    if (name === '' || name.length > MAX_NAME_LENGTH) {
      throw new CommandError(`<name>: must have 1 to ${MAX_NAME_LENGTH} characters`);
    }
    const created = await withServices(({ apiKeys }) => apiKeys.create({ name, scopes }, CLI_REQUESTER.name));
    return { text: `${created.key}\n`, json: created };
  });

  const list = keys
    .command('list')
    .description('List the keys, newest first, with their last use')
    .addHelpText('after', examples('npx autoindex keys list'));
  prints(list, async () => {
    const all = await withServices(({ apiKeys }) => apiKeys.list());
    return {
      text: table(['PREFIX', 'SCOPES', 'CREATED BY', 'LAST USED (UTC)', 'REVOKED (UTC)', 'NAME'], all.map(row)),
      json: all,
    };
  });

  const revoke = keys
    .command('revoke')
    .description('Revoke a key; the service refuses it from then on')
    .argument('<prefix>', 'prefix of the key, as keys list shows it')
    .addHelpText('after', examples('npx autoindex keys revoke aix_0a1b2c3d'));
  prints(revoke, async (prefix: string) => {
    await withServices(({ apiKeys }) => apiKeys.revoke(prefix, CLI_REQUESTER.name));
    return { text: `revoked ${prefix}\n`, json: { prefix, revoked: true } };
  });
}

function scopesOf(text: string): KeyScope[] {
  const names = [...new Set(text.split(','))];
  const scopes = SCOPES.filter((scope) => names.includes(scope));
  if (scopes.length === names.length) return scopes;
  throw new CommandError(`--scopes: must be some of ${SCOPES.join(',')}`);
}

function row({ prefix, scopes, createdBy, lastUsedAt, revokedAt, name }: ApiKey): string[] {
  const used = lastUsedAt === null ? 'never' : instant(lastUsedAt);
  return [prefix, scopes.join(','), createdBy, used, revokedAt === null ? '-' : instant(revokedAt), name];
}
