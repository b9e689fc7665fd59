import { Command } from 'commander';
import type { RunRecord } from '../runs';
import { CLI_REQUESTER, withServices } from './application';
import { CommandError } from './input';
import { examples, print, table } from './output';

const LISTED = 50;

export function addRunsCommands(program: Command): void {
  const runs = program
    .command('runs')
    .description('Runs: what changed the data')
    .addHelpText('after', examples('npx autoindex runs list', 'npx autoindex runs show 12'));

  runs
    .command('list')
    .description(`List the newest ${LISTED} runs`)
    .addHelpText('after', examples('npx autoindex runs list'))
    .action(async () => {
      const { data } = await withServices((services) => services.runs.list({}, LISTED));
      const { statusOf } = await import('./run-summary');
      const rows = data.map((run) => row(run, statusOf(run)));
      print(table(['ID', 'KIND', 'STATUS', 'VERSION', 'STARTED', 'BY', 'ERROR'], rows));
    });

  runs
    .command('show')
    .description('Show what a run did')
    .argument('<id>')
    .addHelpText('after', examples('npx autoindex runs show 12'))
    .action(async (id: string) => {
      const run = await withServices((services) => services.runs.getById(runIdOf(id)));
      const { runSummary } = await import('./run-summary');
      print(runSummary(run));
    });

  runs
    .command('revert')
    .description('Revert a run: restore the prices from before it and rebuild the indices')
    .argument('<id>')
    .option('--reason <text>', 'why; kept on record')
    .addHelpText('after', examples('npx autoindex runs revert 12 --reason "closes of a wrong share class"'))
    .action(async (id: string, { reason }: { reason?: string }) => {
      const run = await withServices(async (services) => {
        const revertId = await services.revert.revert(runIdOf(id), CLI_REQUESTER, reason);
        return services.runs.getById(revertId);
      });
      const { runSummary } = await import('./run-summary');
      print(runSummary(run));
    });
}

function row(run: RunRecord, status: string): string[] {
  const version = run.dataVersion === null ? '-' : String(run.dataVersion);
  const error = run.errorDetail ?? (run.revertedBy === null ? '' : `reverted by run ${run.revertedBy}`);
  return [String(run.id), run.kind, status, version, run.startedAt, run.requestedBy, error];
}

function runIdOf(text: string): number {
  const id = Number(text);
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(id)) throw new CommandError(`"${text}" is no id of a run`);
  return id;
}
