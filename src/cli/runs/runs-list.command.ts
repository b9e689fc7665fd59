import { Help, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { RunRecord, RunsService } from '../../runs';
import { withApplication } from '../application';
import { table } from '../table';
import { wordOf } from './run-summary';

const NEWEST = 50;

@SubCommand({ name: 'list', description: `List the newest ${NEWEST} runs` })
export class RunsListCommand extends LeafCommand {
  async run(): Promise<void> {
    const { data } = await withApplication((app) => app.get(RunsService).list({}, NEWEST));
    process.stdout.write(table(['ID', 'KIND', 'STATUS', 'VERSION', 'STARTED', 'BY', 'ERROR'], data.map(row)));
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- runs list\n';
  }
}

function row(run: RunRecord): string[] {
  const version = run.dataVersion === null ? '-' : String(run.dataVersion);
  const error = run.errorDetail ?? (run.revertedBy === null ? '' : `reverted by run ${run.revertedBy}`);
  return [String(run.id), run.kind, wordOf(run), version, run.startedAt, run.requestedBy, error];
}
