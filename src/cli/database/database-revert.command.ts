import { Help, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { revertMigration } from '../../platform/database';
import { withDatabase } from '../application';

@SubCommand({ name: 'revert', description: 'Take back the newest migration; its data are lost' })
export class DatabaseRevertCommand extends LeafCommand {
  async run(): Promise<void> {
    const reverted = await withDatabase(({ url }) => revertMigration(url));
    process.stdout.write(reverted === undefined ? 'no migration is applied\n' : `took back ${reverted}\n`);
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- db revert\n';
  }
}
