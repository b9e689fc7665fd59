import { Command } from 'commander';
import { CLI_REQUESTER, withServices } from './application';
import { wholeNumber } from './input';
import { examples, prints } from './output';

/** Days. The service refuses less. */
const MIN_KEEP_DAYS = 30;

export function addCleanupCommand(program: Command): void {
  const cleanup = program
    .command('cleanup')
    .description('Delete old reports, sessions, alerts and results of dry runs; history is never deleted')
    .option('--dry-run', 'only count what would be deleted')
    .option(
      '--keep-days <days>',
      `keep what is younger, at least ${MIN_KEEP_DAYS}`,
      (text) => wholeNumber('--keep-days', text, MIN_KEEP_DAYS),
      365,
    )
    .addHelpText('after', examples('npx autoindex cleanup --dry-run', 'npx autoindex cleanup --keep-days 365'));
  prints(cleanup, async ({ keepDays, dryRun = false }: { keepDays: number; dryRun?: boolean }) => {
    const counts = await withServices(({ retention }) =>
      dryRun ? retention.countExpired(keepDays) : retention.purge(keepDays, CLI_REQUESTER),
    );
    const parts = Object.entries(counts).map(([name, rows]) => `${rows} ${name}`);
    const text = `${dryRun ? 'dry run, nothing deleted; would delete' : 'deleted'}: ${parts.join(', ')}\n`;
    return { text, json: counts };
  });
}
