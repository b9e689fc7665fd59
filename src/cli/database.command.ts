import { Command } from 'commander';
import { withDatabase } from './application';
import { examples, print } from './output';

export function addDatabaseCommands(program: Command): void {
  const database = program
    .command('db')
    .description('Migrations of the database: apply, revert, list')
    .addHelpText('after', examples('npx autoindex db status', 'npx autoindex db migrate'));

  database
    .command('migrate')
    .description('Apply the missing migrations')
    .addHelpText('after', examples('npx autoindex db migrate'))
    .action(async () => {
      const { migrate } = await import('../platform/database');
      const applied = await withDatabase(({ url }) => migrate(url));
      for (const name of applied) print(`applied ${name}\n`);
      if (applied.length === 0) print('everything is applied already\n');
    });

  database
    .command('revert')
    .description('Revert the newest migration; its data are lost')
    .addHelpText('after', examples('npx autoindex db revert'))
    .action(async () => {
      const { revertMigration } = await import('../platform/database');
      const reverted = await withDatabase(({ url }) => revertMigration(url));
      print(reverted === undefined ? 'no migration is applied\n' : `reverted ${reverted}\n`);
    });

  database
    .command('status')
    .description('List the migrations and whether they are applied')
    .addHelpText('after', examples('npx autoindex db status'))
    .action(async () => {
      const { migrationStatus } = await import('../platform/database');
      const migrations = await withDatabase(({ url }) => migrationStatus(url));
      for (const { name, applied } of migrations) print(`${applied ? 'applied' : 'missing'}  ${name}\n`);
    });
}
