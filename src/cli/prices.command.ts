import { Command } from 'commander';
import type { StoredPrice } from '../prices';
import { CLI_REQUESTER, withNumbers, withServices } from './application';
import { Period, periodOf, withPeriod, calendarDay } from './input';
import { examples, prints, table } from './output';
import { addImportCommand } from './prices-import';

export function addPricesCommands(program: Command): void {
  const prices = program
    .command('prices')
    .description('Prices: import them from files, look at them, correct them')
    .addHelpText('after', examples('npx autoindex prices import closes.csv --create-assets'));
  addImportCommand(prices);
  addShowCommand(prices);
  addSetCommand(prices);
  addUnprotectCommand(prices);
}

function addShowCommand(prices: Command): void {
  const show = prices
    .command('show')
    .description('Print the stored prices of an asset by day')
    .argument('<symbol>')
    .addHelpText('after', examples('npx autoindex prices show AAPL --from 2024-06-01 --to 2024-06-30'));
  prints(withPeriod(show), async (symbol: string, options: Period) => {
    const { from, to } = periodOf(options);
    const rows = await withNumbers(async ({ assets, priceHistory }) =>
      priceHistory.pricesOf((await assets.getBySymbol(symbol)).id, from, to),
    );
    const heads = ['DATE', 'CLOSE', 'OPEN', 'HIGH', 'LOW', 'VOLUME', 'SOURCE', 'PROTECTED', 'RUN'];
    return { text: table(heads, rows.map(priceRow)), json: rows.map((price) => priceJson(symbol, price)) };
  });
}

function priceRow({ date, close, open, high, low, volume, source, protected: kept, runId }: StoredPrice): string[] {
  return [date, close, open ?? '-', high ?? '-', low ?? '-', volume ?? '-', source, kept ? 'yes' : 'no', String(runId)];
}

/** Numbers, as the API gives them. */
function priceJson(symbol: string, { close, open, high, low, volume, ...price }: StoredPrice): object {
  const number = (text: string | null): number | null => (text === null ? null : Number(text));
  const { date, ...rest } = price;
  const bar = {
    close: number(close),
    open: number(open),
    high: number(high),
    low: number(low),
    volume: number(volume),
  };
  return { symbol, date, ...bar, ...rest };
}

interface SetOptions {
  readonly reason: string;
  readonly open?: string;
  readonly high?: string;
  readonly low?: string;
  readonly volume?: string;
}

function addSetCommand(prices: Command): void {
  const set = prices
    .command('set')
    .description('Set one price and rebuild the indices; no import or refresh overwrites it until it is unprotected')
    .argument('<symbol>')
    .argument('<day>', 'YYYY-MM-DD', (day) => calendarDay('<day>', day))
    .argument('<close>')
    .requiredOption('--reason <text>', 'why; kept on record')
    .option('--open <price>')
    .option('--high <price>')
    .option('--low <price>')
    .option('--volume <units>')
    .addHelpText(
      'after',
      '\nOmitted fields are unknown.\n' +
        examples('npx autoindex prices set AAPL 2024-06-10 193.12 --reason "the vendor forgot the split of that day"'),
    );
  prints(set, async (symbol: string, date: string, close: string, { reason, open, high, low, volume }: SetOptions) => {
    const bar = {
      close,
      ...(open === undefined ? {} : { open }),
      ...(high === undefined ? {} : { high }),
      ...(low === undefined ? {} : { low }),
      ...(volume === undefined ? {} : { volume }),
    };
    const result = await withServices((services) =>
      services.corrections.set({ symbol, date, reason, ...bar }, CLI_REQUESTER),
    );
    const { runId, changed } = result;
    return {
      text: `run ${runId}: ${symbol} of ${date} ${changed ? 'set to' : 'was already'} ${close}\n`,
      json: result,
    };
  });
}

function addUnprotectCommand(prices: Command): void {
  const unprotect = prices
    .command('unprotect')
    .description('Let the next import or refresh overwrite a price that was set')
    .argument('<symbol>')
    .argument('<day>', 'YYYY-MM-DD', (day) => calendarDay('<day>', day))
    .addHelpText('after', examples('npx autoindex prices unprotect AAPL 2024-06-10'));
  prints(unprotect, async (symbol: string, date: string) => {
    await withServices((services) => services.corrections.releaseProtection(symbol, date, CLI_REQUESTER));
    return { text: `${symbol} of ${date} is not protected\n`, json: { symbol, date, protected: false } };
  });
}
