import { BarFault, inOrder } from '../daily-bar';
import {
  BarsRequest,
  DailyBar,
  FetchOutcome,
  MarketDataProvider,
  ProviderFacts,
  currencyOf,
} from '../market-data-provider';
import { ProviderError } from '../provider.error';
import { csvFiles } from './csv-files';
import { readRows } from './read-rows';

const NAME = 'csv';

/** What the files say of one symbol: bars, or the first fault. */
interface Found {
  readonly bars: DailyBar[];
  fault?: string;
}

/**
 * Daily bars from a file, or from all `.csv` files of a folder, with a header of `symbol,date,close` and optionally
 * `open,high,low,volume` in any order. Prices are in US dollars unless the asset says otherwise, and adjusted for splits,
 * as those of every provider here. The files are read anew on each call.
 */
export class CsvProvider implements MarketDataProvider {
  readonly name = NAME;
  readonly facts: ProviderFacts = {
    adjustment: 'splits',
    timeZone: 'America/New_York',
    currency: 'USD',
    historyFrom: undefined,
  };

  /** @param path of a file or a folder */
  constructor(private readonly path: string) {}

  async fetchDailyBars(request: BarsRequest): Promise<FetchOutcome[]> {
    const found = new Map<string, Found>(request.symbols.map((symbol) => [symbol, { bars: [] }]));
    const seen = new Set<string>();
    for (const file of await csvFiles(this.path)) {
      for await (const row of readRows(file, request.signal)) {
        const entry = found.get(row.symbol);
        if (!entry) continue;
        seen.add(row.symbol);
        if (row.bar instanceof BarFault) entry.fault ??= `${row.place} ${row.bar.message}`;
        else if (row.bar.date >= request.from && row.bar.date <= request.to) entry.bars.push(row.bar);
      }
    }
    request.onProgress?.(request.symbols.length, request.symbols.length);
    return request.symbols.map((symbol) =>
      seen.has(symbol) ? outcomeOf(symbol, found.get(symbol) ?? { bars: [] }, request) : unknown(symbol),
    );
  }
}

function unknown(symbol: string): FetchOutcome {
  const message = `The files have no ${symbol}`;
  return new ProviderError(NAME, 'not_found', message).asOutcome(symbol);
}

function outcomeOf(symbol: string, found: Found, request: BarsRequest): FetchOutcome {
  try {
    if (found.fault !== undefined) throw new BarFault(found.fault);
    const bars = inOrder(found.bars, request.from, request.to);
    return { kind: 'bars', symbol, provider: NAME, currency: currencyOf(symbol, request, 'USD'), bars };
  } catch (fault) {
    if (!(fault instanceof BarFault)) throw fault;
    return new ProviderError(NAME, 'malformed', `${symbol}: ${fault.message}`).asOutcome(symbol);
  }
}
