import { Help, Option, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { RevertService } from '../../refresh';
import { RunsService } from '../../runs';
import { CLI_REQUESTER, withApplication } from '../application';
import { runIdOf } from './run-id';
import { runSummary } from './run-summary';

@SubCommand({ name: 'revert', arguments: '<id>', description: 'Take a run back: prices as before it, indices rebuilt' })
export class RunsRevertCommand extends LeafCommand {
  async run([id]: string[], { reason }: { reason?: string }): Promise<void> {
    const run = await withApplication(async (app) => {
      const revertId = await app.get(RevertService).revert(runIdOf(id), CLI_REQUESTER, reason);
      return app.get(RunsService).getById(revertId);
    });
    process.stdout.write(runSummary(run));
  }

  @Option({ flags: '--reason <text>', description: 'why; it stays on record' })
  parseReason(text: string): string {
    return text;
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- runs revert 12 --reason "closes of a wrong share class"\n';
  }
}
