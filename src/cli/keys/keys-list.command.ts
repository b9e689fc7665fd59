import { Help, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { ApiKey, ApiKeysService } from '../../accounts';
import { withApplication } from '../application';
import { table } from '../table';

@SubCommand({ name: 'list', description: 'List the keys, newest first, with their last use' })
export class KeysListCommand extends LeafCommand {
  async run(): Promise<void> {
    const keys = await withApplication((app) => app.get(ApiKeysService).list());
    process.stdout.write(table(['PREFIX', 'SCOPES', 'CREATED BY', 'LAST USED', 'REVOKED', 'NAME'], keys.map(row)));
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- keys list\n';
  }
}

function row({ prefix, scopes, createdBy, lastUsedAt, revokedAt, name }: ApiKey): string[] {
  return [prefix, scopes.join(','), createdBy, lastUsedAt ?? 'never', revokedAt ?? '-', name];
}
