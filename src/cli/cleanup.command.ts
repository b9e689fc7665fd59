import { Command, Help, Option } from 'nest-commander';
import { RetentionService, MIN_RETENTION_DAYS } from '../platform/retention';
import { CLI_REQUESTER, withApplication } from './application';
import { CommandError } from './command.error';
import { LeafCommand } from './leaf-command';

interface CleanupOptions {
  readonly keepDays: number;
  readonly dryRun?: boolean;
}

@Command({
  name: 'cleanup',
  description: 'Delete old reports, sessions, alerts and answers of dry runs; history is never deleted',
})
export class CleanupCommand extends LeafCommand {
  async run(_arguments: string[], { keepDays, dryRun = false }: CleanupOptions): Promise<void> {
    const counts = await withApplication((app) => {
      const cleanup = app.get(RetentionService);
      return dryRun ? cleanup.countExpired(keepDays) : cleanup.purge(keepDays, CLI_REQUESTER);
    });
    const told = Object.entries(counts).map(([name, rows]) => `${rows} ${name}`);
    process.stdout.write(`${dryRun ? 'dry run, nothing deleted; would delete' : 'deleted'}: ${told.join(', ')}\n`);
  }

  @Option({ flags: '--dry-run', description: 'only say what would be deleted' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({
    flags: '--keep-days <days>',
    description: `what is younger is kept, at least ${MIN_RETENTION_DAYS}`,
    defaultValue: 365,
  })
  parseKeepDays(text: string): number {
    if (/^[1-9]\d{0,4}$/.test(text) && Number(text) >= MIN_RETENTION_DAYS) return Number(text);
    throw new CommandError(`--keep-days: must be a whole number, at least ${MIN_RETENTION_DAYS}`);
  }

  @Help('after')
  examples(): string {
    return '\nExamples:\n  $ npm run cli -- cleanup --dry-run\n  $ npm run cli -- cleanup --keep-days 365\n';
  }
}
