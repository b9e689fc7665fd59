import { Command } from 'commander';
import type { Asset, AssetsService } from '../assets';
import { withServices } from './application';
import { examples, prints, table } from './output';

const PAGE_SIZE = 1_000;

export function addAssetsCommands(program: Command): void {
  const assets = program
    .command('assets')
    .description('Assets: what has a price')
    .addHelpText('after', examples('npx autoindex assets list'));

  const list = assets
    .command('list')
    .description('List the assets by symbol')
    .addHelpText('after', examples('npx autoindex assets list'));
  prints(list, async () => {
    const all = await withServices((services) => allAssets(services.assets));
    return { text: table(['SYMBOL', 'KIND', 'CURRENCY', 'ACTIVE', 'NAME'], all.map(row)), json: all };
  });
}

async function allAssets(service: AssetsService): Promise<Asset[]> {
  const assets: Asset[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.list({}, PAGE_SIZE, cursor);
    assets.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return assets;
}

function row({ symbol, kind, currency, active, name }: Asset): string[] {
  return [symbol, kind, currency, active ? 'yes' : 'no', name];
}
