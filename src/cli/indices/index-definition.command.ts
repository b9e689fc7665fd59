import { Option } from 'nest-commander';
import { NewIndex } from '../../index-values';
import { readConfigurationObject } from '../backtest/configuration-file';
import { LeafCommand } from '../leaf-command';
import { symbolList } from '../symbol-list';

export interface DefinitionOptions {
  readonly method?: string;
  readonly name?: string;
  readonly config?: string;
  readonly constituents?: string[] | typeof ALL;
  readonly benchmark?: string;
}

/** Small letters, so that neither is a symbol. */
const ALL = 'all';
const NONE = 'none';

/** What `index create` and `index change` say of an index alike. */
export abstract class IndexDefinitionCommand extends LeafCommand {
  @Option({ flags: '--name <name>', description: 'what people call it' })
  parseName(name: string): string {
    return name;
  }

  @Option({ flags: '--config <file.json>', description: 'configuration of the method; {}: its defaults' })
  parseConfig(path: string): string {
    return path;
  }

  @Option({ flags: '--constituents <symbols>', description: `AAPL,MSFT; ${ALL}: every share and fund` })
  parseConstituents(symbols: string): string[] | typeof ALL {
    return symbols === ALL ? ALL : symbolList('--constituents', symbols);
  }

  @Option({ flags: '--benchmark <symbol>', description: `what risk metrics and charts compare with, or ${NONE}` })
  parseBenchmark(symbol: string): string {
    return symbol;
  }
}

/** Only what was given. @throws CommandError when the file of the configuration cannot be read */
export async function definitionOf(
  options: DefinitionOptions,
): Promise<Pick<Partial<NewIndex>, 'name' | 'method' | 'configuration' | 'constituents' | 'benchmark'>> {
  const { config, constituents, benchmark, ...given } = options;
  return {
    ...given,
    ...(config === undefined ? {} : { configuration: await readConfigurationObject(config) }),
    ...(constituents === undefined ? {} : { constituents: constituents === ALL ? null : constituents }),
    ...(benchmark === undefined ? {} : { benchmark: benchmark === NONE ? null : benchmark }),
  };
}
