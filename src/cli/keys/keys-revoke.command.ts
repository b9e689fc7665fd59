import { Help, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { ApiKeysService } from '../../accounts';
import { CLI_REQUESTER, withApplication } from '../application';

@SubCommand({ name: 'revoke', arguments: '<prefix>', description: 'Revoke a key: nobody gets in by it any more' })
export class KeysRevokeCommand extends LeafCommand {
  async run([prefix = '']: string[]): Promise<void> {
    await withApplication((app) => app.get(ApiKeysService).revoke(prefix, CLI_REQUESTER.name));
    process.stdout.write(`revoked ${prefix}\n`);
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- keys revoke aix_0a1b2c3d\n';
  }
}
