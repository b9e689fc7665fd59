import { INestApplicationContext } from '@nestjs/common';
import { Command, Help, Option } from 'nest-commander';
import { DryRunsService, RefreshQueue, RefreshRequest, SeedService } from '../../refresh';
import { RunEvents, RunRecord } from '../../runs';
import { CLI_REQUESTER, withApplication } from '../application';
import { LeafCommand } from '../leaf-command';
import { runDisplay } from './run-progress-bar';
import { dryRunSummary, runSummary } from './run-summary';

interface RefreshOptions {
  readonly dryRun?: boolean;
  readonly assets?: string[];
  readonly provider?: string;
  readonly allowPartial?: boolean;
}

@Command({ name: 'refresh', description: 'Fetch new prices and store them with all that is computed from them' })
export class RefreshCommand extends LeafCommand {
  async run(_arguments: string[], { dryRun = false, allowPartial = false, ...rest }: RefreshOptions): Promise<void> {
    const request = { ...rest, allowPartial };
    await withApplication(async (app) => {
      await app.get(SeedService).prepare();
      await (dryRun ? runDry(app, request) : refresh(app, request));
    });
  }

  @Option({ flags: '--dry-run', description: 'only say what would change' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({ flags: '--assets <symbols>', description: 'AAPL,MSFT; every active asset when left out' })
  parseAssets(symbols: string): string[] {
    return symbols.split(',');
  }

  @Option({ flags: '--provider <name>', description: 'twelvedata, csv or demo; the configured ones when left out' })
  parseProvider(name: string): string {
    return name;
  }

  @Option({ flags: '--allow-partial', description: 'store what could be fetched although assets are missing' })
  parseAllowPartial(): boolean {
    return true;
  }

  @Help('after')
  examples(): string {
    return '\nExamples:\n  $ npm run cli -- refresh\n  $ npm run cli -- refresh --dry-run --assets AAPL,MSFT\n';
  }
}

async function runDry(app: INestApplicationContext, request: RefreshRequest): Promise<void> {
  process.stdout.write(dryRunSummary(await app.get(DryRunsService).run(request)));
}

async function refresh(app: INestApplicationContext, request: RefreshRequest): Promise<void> {
  const runId = await app.get(RefreshQueue).beginHere(request, CLI_REQUESTER);
  const run = await displayed(app.get(RunEvents).watch(runId));
  process.stdout.write(runSummary(run));
  if (run.status === 'failed') process.exitCode = 1;
}

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
