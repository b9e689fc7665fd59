import { Help, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { RunsService } from '../../runs';
import { withApplication } from '../application';
import { runIdOf } from './run-id';
import { runSummary } from './run-summary';

@SubCommand({ name: 'show', arguments: '<id>', description: 'Show what a run did' })
export class RunsShowCommand extends LeafCommand {
  async run([id]: string[]): Promise<void> {
    const run = await withApplication((app) => app.get(RunsService).getById(runIdOf(id)));
    process.stdout.write(runSummary(run));
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- runs show 12\n';
  }
}
