import { Help, Option, SubCommand } from 'nest-commander';
import { IndexDefinitionsService } from '../../index-values';
import { CLI_REQUESTER, withApplication } from '../application';
import { definitionOf, DefinitionOptions, IndexDefinitionCommand } from './index-definition.command';

@SubCommand({ name: 'change', arguments: '<slug>', description: 'Change an index and compute it anew' })
export class IndexChangeCommand extends IndexDefinitionCommand {
  async run([slug = '']: string[], options: DefinitionOptions): Promise<void> {
    const change = await definitionOf(options);
    await withApplication((app) => app.get(IndexDefinitionsService).change(slug, change, CLI_REQUESTER));
    process.stdout.write(`changed ${slug}\n`);
  }

  @Option({ flags: '--method <method>', description: 'autoindex-v1 or chained; with another --config, if it has one' })
  parseMethod(method: string): string {
    return method;
  }

  @Help('after')
  examples(): string {
    return `
What is left out stays as it is.

Examples:
  $ npm run cli -- index change tech --benchmark SPY --name "Technology"
  $ npm run cli -- index change tech --constituents AAPL,MSFT,NVDA,GOOGL --config weekly.json
`;
  }
}
