import { Command } from 'commander';
import type { RunRecord } from '../runs';
import { CLI_REQUESTER, withServices } from './application';
import { recordId } from './input';
import { examples, instant, prints, Result, table } from './output';

const LISTED = 50;

const HEADS = ['ID', 'KIND', 'STATUS', 'VERSION', 'STARTED (UTC)', 'BY', 'REVERTED BY', 'ERROR'];

export function addRunsCommands(program: Command): void {
  const runs = program
    .command('runs')
    .description('Runs: what changed the data')
    .addHelpText('after', examples('npx autoindex runs list', 'npx autoindex runs show 12'));

  const list = runs
    .command('list')
    .description(`List the newest ${LISTED} runs`)
    .addHelpText('after', examples('npx autoindex runs list', 'npx autoindex runs list --json'));
  prints(list, async () => {
    const { data } = await withServices((services) => services.runs.list({}, LISTED));
    const { toRunDto } = await import('../runs');
    const { statusOf } = await import('./run-summary');
    return {
      text: table(
        HEADS,
        data.map((run) => row(run, statusOf(run))),
      ),
      json: data.map(toRunDto),
    };
  });

  const show = runs
    .command('show')
    .description('Show when a run was, who requested it and why, and what it did with each asset')
    .argument('<id>')
    .addHelpText('after', examples('npx autoindex runs show 12'));
  prints(show, async (id: string) => {
    const run = await withServices((services) => services.runs.getById(runId(id)));
    const { toRunDetailDto } = await import('../runs');
    const { runDetails } = await import('./run-summary');
    return { text: runDetails(run), json: toRunDetailDto(run) };
  });

  const revert = runs
    .command('revert')
    .description('Revert a run: restore the prices from before it and rebuild the indices')
    .argument('<id>')
    .option('--reason <text>', 'why; kept on record')
    .addHelpText('after', examples('npx autoindex runs revert 12 --reason "closes of a wrong share class"'));
  prints(revert, async (id: string, { reason }: { reason?: string }) => {
    const run = await withServices(async (services) => {
      const revertId = await services.revert.revert(runId(id), CLI_REQUESTER, reason);
      return services.runs.getById(revertId);
    });
    return summaryOf(run);
  });
}

/** What a run did, short. */
export async function summaryOf(run: RunRecord): Promise<Result> {
  const { toRunDetailDto } = await import('../runs');
  const { runSummary } = await import('./run-summary');
  return { text: runSummary(run), json: toRunDetailDto(run) };
}

function row(run: RunRecord, status: string): string[] {
  return [
    String(run.id),
    run.kind,
    status,
    String(run.dataVersion ?? '-'),
    instant(run.startedAt),
    run.requestedBy,
    run.revertedBy === null ? '-' : `run ${run.revertedBy}`,
    run.errorDetail ?? '',
  ];
}

function runId(text: string): number {
  return recordId(text, 'run');
}
