import { Help, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { migrate } from '../../platform/database';
import { withDatabase } from '../application';

@SubCommand({ name: 'migrate', description: 'Apply the migrations that are missing' })
export class DatabaseMigrateCommand extends LeafCommand {
  async run(): Promise<void> {
    const applied = await withDatabase(({ url }) => migrate(url));
    for (const name of applied) process.stdout.write(`applied ${name}\n`);
    if (applied.length === 0) process.stdout.write('everything is applied already\n');
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- db migrate\n';
  }
}
