import { Command } from 'commander';
import type { RefreshRequest } from '../refresh';
import type { RunRecord } from '../runs';
import { CLI_REQUESTER, withServices } from './application';
import { examples, prints, Result } from './output';
import { runDisplay } from './progress';
import { summaryOf } from './runs.command';
import type { Services } from './services';

interface RefreshOptions {
  readonly dryRun?: boolean;
  readonly assets?: string[];
  readonly provider?: string;
  readonly allowPartial?: boolean;
}

export function addRefreshCommand(program: Command): void {
  const command = program
    .command('refresh')
    .description('Fetch new prices and store them with everything that is computed from them')
    .option('--dry-run', 'only print what would change')
    .option('--assets <symbols>', 'AAPL,MSFT; default: every active asset', (symbols) => symbols.split(','))
    .option('--provider <name>', 'twelvedata, csv or demo; default: the configured ones')
    .option('--allow-partial', 'store what was fetched although assets are missing')
    .addHelpText('after', examples('npx autoindex refresh', 'npx autoindex refresh --dry-run --assets AAPL,MSFT'));
  prints(command, ({ dryRun = false, allowPartial = false, assets, provider }: RefreshOptions) => {
    const request = {
      ...(assets === undefined ? {} : { assets }),
      ...(provider === undefined ? {} : { provider }),
      allowPartial,
    };
    return withServices(async (services) => {
      await services.seed.prepare();
      return dryRun ? runDry(services, request) : refresh(services, request);
    });
  });
}

async function runDry(services: Services, request: RefreshRequest): Promise<Result> {
  const { dryRunSummary } = await import('./run-summary');
  const report = await services.dryRuns.run(request);
  return { text: dryRunSummary(report), json: report };
}

async function refresh(services: Services, request: RefreshRequest): Promise<Result> {
  const runId = await services.refreshes.beginHere(request, CLI_REQUESTER);
  const run = await displayed(services.runEvents.watch(runId));
  if (run.status === 'failed') process.exitCode = 1;
  return summaryOf(run);
}

/** Shows the run until it ends. @returns its last record */
async function displayed(runs: AsyncIterable<RunRecord>): Promise<RunRecord> {
  const display = runDisplay();
  let last: RunRecord | undefined;
  try {
    for await (const run of runs) display.show((last = run));
  } finally {
    display.end();
  }
  if (last === undefined) throw new Error('a run has a record');
  return last;
}
