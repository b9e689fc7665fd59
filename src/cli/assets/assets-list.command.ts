import { Help, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { Asset, AssetsService } from '../../assets';
import { withApplication } from '../application';
import { table } from '../table';

const PAGE = 1_000;

@SubCommand({ name: 'list', description: 'List the assets by symbol' })
export class AssetsListCommand extends LeafCommand {
  async run(): Promise<void> {
    const assets = await withApplication((app) => allAssets(app.get(AssetsService, { strict: false })));
    process.stdout.write(table(['SYMBOL', 'KIND', 'CURRENCY', 'ACTIVE', 'NAME'], assets.map(row)));
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- assets list\n';
  }
}

async function allAssets(service: AssetsService): Promise<Asset[]> {
  const assets: Asset[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.list({}, PAGE, cursor);
    assets.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return assets;
}

function row({ symbol, kind, currency, active, name }: Asset): string[] {
  return [symbol, kind, currency, active ? 'yes' : 'no', name];
}
