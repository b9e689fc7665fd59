import { Help, Option, SubCommand } from 'nest-commander';
import { IndexDefinitionsService } from '../../index-values';
import { CLI_REQUESTER, withApplication } from '../application';
import { readConfigurationObject } from '../backtest/configuration-file';
import { LeafCommand } from '../leaf-command';
import { symbolList } from '../symbol-list';

interface CreateOptions {
  readonly method: string;
  readonly name?: string;
  readonly config?: string;
  readonly constituents?: string[];
  readonly benchmark?: string;
}

@SubCommand({ name: 'create', arguments: '<slug>', description: 'Create an index and compute it' })
export class IndexCreateCommand extends LeafCommand {
  async run([slug = '']: string[], options: CreateOptions): Promise<void> {
    const { method, name = slug, config, ...rest } = options;
    const configuration = config === undefined ? {} : await readConfigurationObject(config);
    await withApplication((app) =>
      app.get(IndexDefinitionsService).create({ slug, name, method, configuration, ...rest }, CLI_REQUESTER),
    );
    process.stdout.write(`created ${slug}\n`);
  }

  @Option({ flags: '--method <method>', description: 'autoindex-v1 or chained', required: true })
  parseMethod(method: string): string {
    return method;
  }

  @Option({ flags: '--name <name>', description: 'what people call it; the slug when left out' })
  parseName(name: string): string {
    return name;
  }

  @Option({ flags: '--config <file.json>', description: 'configuration of the method; its defaults when left out' })
  parseConfig(path: string): string {
    return path;
  }

  @Option({ flags: '--constituents <symbols>', description: 'AAPL,MSFT; every share and fund when left out' })
  parseConstituents(symbols: string): string[] {
    return symbolList('--constituents', symbols);
  }

  @Option({ flags: '--benchmark <symbol>', description: 'what risk metrics and charts compare with' })
  parseBenchmark(symbol: string): string {
    return symbol;
  }

  @Help('after')
  examples(): string {
    return `
Examples:
  $ npm run cli -- index create tech --method chained --constituents AAPL,MSFT,NVDA --benchmark ^GSPC
  $ npm run cli -- index create legacy --method autoindex-v1 --config monthly.json
`;
  }
}
