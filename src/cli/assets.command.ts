import { Command, Option } from 'commander';
import type { Asset, AssetChange, AssetKind, AssetsService, FetchSource } from '../assets';
import { withServices } from './application';
import { choices, CommandError } from './input';
import { examples, prints, Result, table } from './output';

const PAGE_SIZE = 1_000;

const KINDS = choices<AssetKind>({ equity: true, etf: true, index: true, fx: true });
const FETCH_SOURCES = choices<FetchSource>({ auto: true, none: true, demo: true, csv: true, twelvedata: true });

const FETCH_HELP = `
--fetch says where a refresh gets the prices: auto from the configured
providers, none from nowhere, or from one provider only. Assets that an import
created have none.
`;

interface AssetOptions {
  readonly name?: string;
  readonly sector?: string;
  readonly currency?: string;
  readonly kind?: AssetKind;
  readonly fetch?: FetchSource;
  readonly json?: true;
}

export function addAssetsCommands(program: Command): void {
  const assets = program
    .command('assets')
    .description('Assets: what has a price')
    .addHelpText('after', examples('npx autoindex assets list', 'npx autoindex assets change ACME --fetch auto'));
  addListCommand(assets);
  addCreateCommand(assets);
  addChangeCommand(assets);
  addDeactivateCommand(assets);
}

function addListCommand(assets: Command): void {
  const list = assets
    .command('list')
    .description('List the assets by symbol')
    .addHelpText('after', examples('npx autoindex assets list'));
  prints(list, async () => {
    const all = await withServices((services) => allAssets(services.assets));
    return { text: table(['SYMBOL', 'KIND', 'CURRENCY', 'ACTIVE', 'FETCH', 'NAME'], all.map(row)), json: all };
  });
}

function addCreateCommand(assets: Command): void {
  const create = withAssetOptions(
    assets.command('create').description('Create an asset').argument('<symbol>'),
  ).addHelpText(
    'after',
    '\nDefaults: the symbol as name, no sector, USD (of EUR/USD the second currency), equity, auto.\n' +
      FETCH_HELP +
      examples(
        'npx autoindex assets create ACME --name "Acme Corporation" --sector Technology',
        'npx autoindex assets create EUR/USD --kind fx',
        'npx autoindex assets create FUND1 --kind etf --fetch none',
      ),
  );
  prints(create, async (symbol: string, { json: _json, ...values }: AssetOptions) => {
    await refuseInvalid([symbol], values);
    const asset = await withServices((services) => services.assets.create({ symbol, ...values }));
    return { text: `created ${symbol}\n`, json: asset };
  });
}

function addChangeCommand(assets: Command): void {
  const command = withAssetOptions(
    assets.command('change').description('Change assets, all of them or none').argument('<symbols...>'),
  )
    .option('--active', 'activate: a refresh fetches them again')
    .addHelpText(
      'after',
      '\nOmitted options keep their values.\n' +
        FETCH_HELP +
        examples(
          'npx autoindex assets change ACME --fetch auto',
          'npx autoindex assets change ACME FUND1 --fetch none',
          'npx autoindex assets change ACME --active --name "Acme Inc."',
        ),
    );
  prints(
    command,
    async (symbols: string[], { json: _json, ...change }: AssetOptions & { readonly active?: boolean }) => {
      if (Object.keys(change).length === 0) throw new CommandError('nothing to change: no option is given');
      await refuseInvalid(symbols, change);
      return changeAll(symbols, change, 'changed');
    },
  );
}

function addDeactivateCommand(assets: Command): void {
  const deactivate = assets
    .command('deactivate')
    .description('Deactivate assets, all of them or none: no refresh fetches them; their prices stay')
    .argument('<symbols...>')
    .addHelpText(
      'after',
      examples('npx autoindex assets deactivate ACME', 'npx autoindex assets change ACME --active'),
    );
  prints(deactivate, (symbols: string[]) => changeAll(symbols, { active: false }, 'deactivated'));
}

function withAssetOptions(command: Command): Command {
  return command
    .option('--name <name>', 'name to display')
    .option('--sector <sector>', 'such as Technology')
    .option('--currency <code>', 'ISO 4217, of its prices')
    .addOption(new Option('--kind <kind>', 'what it is').choices(KINDS))
    .addOption(new Option('--fetch <source>', 'where a refresh gets its prices').choices(FETCH_SOURCES));
}

async function changeAll(symbols: readonly string[], change: AssetChange, done: string): Promise<Result> {
  const assets = await withServices(async (services) => {
    await services.assets.changeAll(symbols, change);
    return services.assets.findBySymbols(symbols);
  });
  return { text: symbols.map((symbol) => `${done} ${symbol}\n`).join(''), json: assets };
}

/** @throws CommandError naming the argument or the option */
async function refuseInvalid(symbols: readonly string[], { name, sector, currency }: AssetOptions): Promise<void> {
  const { isSymbol, SYMBOL_FORM } = await import('../assets');
  const { isCurrencyCode } = await import('../platform/http');
  const invalid = symbols.find((symbol) => !isSymbol(symbol));
  if (invalid !== undefined) throw new CommandError(`<symbol>: "${invalid}" ${SYMBOL_FORM}`);
  refuseInvalidText('--name', name, 200);
  refuseInvalidText('--sector', sector, 100);
  if (currency !== undefined && !isCurrencyCode(currency)) {
    throw new CommandError('--currency: must be a currency code of ISO 4217, such as USD');
  }
}

function refuseInvalidText(option: string, text: string | undefined, maxLength: number): void {
  if (text === undefined || new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${maxLength}}$`, 'u').test(text)) return;
  throw new CommandError(`${option}: must be text of 1 to ${maxLength} characters, without control characters`);
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

function row({ symbol, kind, currency, active, fetch, name }: Asset): string[] {
  return [symbol, kind, currency, active ? 'yes' : 'no', fetch, name];
}
