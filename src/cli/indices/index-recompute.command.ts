import { Help, SubCommand } from 'nest-commander';
import { IndexDefinitionsService, IndexRecomputationService } from '../../index-values';
import { CLI_REQUESTER, withApplication } from '../application';
import { LeafCommand } from '../leaf-command';

@SubCommand({ name: 'recompute', arguments: '[slug]', description: 'Compute one index, or all, from the beginning' })
export class IndexRecomputeCommand extends LeafCommand {
  async run([slug]: string[]): Promise<void> {
    await withApplication(async (app) => {
      const slugs = slug === undefined ? await app.get(IndexDefinitionsService).listSlugs() : [slug];
      for (const each of slugs) {
        const runId = await app.get(IndexRecomputationService).recompute(each, CLI_REQUESTER);
        process.stdout.write(`recomputed ${each} in run ${runId}\n`);
      }
    });
  }

  @Help('after')
  examples(): string {
    return '\nExamples:\n  $ npm run cli -- index recompute\n  $ npm run cli -- index recompute autoindex\n';
  }
}
