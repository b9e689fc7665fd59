import { Help, SubCommand } from 'nest-commander';
import { IndexDefinition, IndexDefinitionsService } from '../../index-values';
import { withApplication } from '../application';
import { table } from '../table';
import { LeafCommand } from '../leaf-command';

const MOST = 1_000;

@SubCommand({ name: 'list', description: 'List the indices' })
export class IndexListCommand extends LeafCommand {
  async run(): Promise<void> {
    const { data } = await withApplication((app) => app.get(IndexDefinitionsService).list(MOST));
    process.stdout.write(table(['SLUG', 'METHOD', 'CONSTITUENTS', 'BENCHMARK', 'NAME'], data.map(row)));
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- index list\n';
  }
}

function row({ slug, method, constituents, benchmark, name }: IndexDefinition): string[] {
  return [slug, method, constituents?.join(',') ?? 'all shares and funds', benchmark ?? '-', name];
}
