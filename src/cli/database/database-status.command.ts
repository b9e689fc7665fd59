import { Help, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { migrationStatus } from '../../platform/database';
import { withDatabase } from '../application';

@SubCommand({ name: 'status', description: 'List the migrations and whether they are applied' })
export class DatabaseStatusCommand extends LeafCommand {
  async run(): Promise<void> {
    const migrations = await withDatabase(({ url }) => migrationStatus(url));
    for (const { name, applied } of migrations) process.stdout.write(`${applied ? 'applied' : 'missing'}  ${name}\n`);
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- db status\n';
  }
}
