import { Help, Option, SubCommand } from 'nest-commander';
import { IndexDefinitionsService } from '../../index-values';
import { CLI_REQUESTER, withApplication } from '../application';
import { definitionOf, DefinitionOptions, IndexDefinitionCommand } from './index-definition.command';

@SubCommand({ name: 'create', arguments: '<slug>', description: 'Create an index and compute it' })
export class IndexCreateCommand extends IndexDefinitionCommand {
  async run([slug = '']: string[], options: DefinitionOptions & { readonly method: string }): Promise<void> {
    const index = { slug, name: slug, ...(await definitionOf(options)), method: options.method };
    await withApplication((app) => app.get(IndexDefinitionsService).create(index, CLI_REQUESTER));
    process.stdout.write(`created ${slug}\n`);
  }

  @Option({ flags: '--method <method>', description: 'autoindex-v1 or chained', required: true })
  parseMethod(method: string): string {
    return method;
  }

  @Help('after')
  examples(): string {
    return `
Left out: the slug for the name, the defaults of the method, every share and fund, no benchmark.

Examples:
  $ npm run cli -- index create tech --method chained --constituents AAPL,MSFT,NVDA --benchmark ^GSPC
  $ npm run cli -- index create legacy --method autoindex-v1 --config monthly.json
`;
  }
}
