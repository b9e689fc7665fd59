import { addDays } from '../platform/utils/days';
import {
  BarsRequest,
  DailyBar,
  FailureCategory,
  FetchOutcome,
  MarketDataProvider,
  ProviderFacts,
  currencyOf,
  ProviderError,
} from './market-data-provider';
import { Resilience } from './resilience';
import { CreditBudget } from './credit-budget';
import { TwelveDataHttpClient } from './twelvedata-client';
import {
  SymbolResult,
  RequestedRange,
  RequestedSymbol,
  VendorFailure,
  hasResultForAny,
  isEndOfDay,
  parseTimeSeries,
  vendorError,
} from './twelvedata-parser';

const NAME = 'twelvedata';
const MAX_BATCH = 8;
/** The most bars of a symbol in one response. */
const PAGE = 5_000;
/** A full page may contain one bar less: that of the extra day after the last. */
const FULL = PAGE - 1;
/** How often a batch that ran out of credits is requested. */
const ROUNDS = 3;
/** The vendor's name for what others call `^GSPC`. */
const VENDOR_SYMBOLS: Readonly<Record<string, string>> = { '^GSPC': 'SPX' };
const PAIR = /^[A-Z]{3}\/[A-Z]{3}$/;
/** Failures that the next batch would meet too. */
const FINAL: ReadonlySet<FailureCategory> = new Set(['unauthorized', 'aborted']);
/** Failures of the vendor as a whole, not of single symbols. */
const OF_VENDOR: ReadonlySet<FailureCategory> = new Set(['rate_limited', 'unauthorized', 'unavailable', 'malformed']);
const NO_RESULT: VendorFailure = { kind: 'failure', category: 'malformed', message: 'The response lacks the symbol' };

/** Daily bars of twelvedata.com, adjusted for splits. */
export class TwelveDataProvider implements MarketDataProvider {
  readonly name = NAME;
  readonly facts: ProviderFacts = {
    adjustment: 'splits',
    timeZone: 'America/New_York',
    currency: 'USD',
    historyFrom: undefined,
  };

  constructor(
    private readonly http: TwelveDataHttpClient,
    private readonly budget: CreditBudget,
    private readonly resilience: Resilience,
  ) {}

  async fetchDailyBars(request: BarsRequest): Promise<FetchOutcome[]> {
    const outcomes = new Map<string, FetchOutcome>();
    for (const batch of this.batches(request)) {
      const results = await this.fetchBatch(batch, request, request.signal);
      for (const asked of batch) outcomes.set(asked.symbol, this.outcomeOf(asked, results.get(asked.symbol)));
      request.onProgress?.(outcomes.size, request.symbols.length);
    }
    return request.symbols.flatMap((symbol) => outcomes.get(symbol) ?? []);
  }

  /** Exchange rates are in batches of their own, because they are requested with more decimals. */
  private batches(request: BarsRequest): RequestedSymbol[][] {
    const asked = [...new Set(request.symbols)].map((symbol) => ({
      symbol,
      vendorSymbol: VENDOR_SYMBOLS[symbol] ?? symbol,
      currency: currencyOf(symbol, request, this.facts.currency),
    }));
    const size = Math.min(MAX_BATCH, this.budget.largestCall);
    const isPair = (each: RequestedSymbol): boolean => PAIR.test(each.symbol);
    return [
      ...chunks(
        asked.filter((each) => !isPair(each)),
        size,
      ),
      ...chunks(asked.filter(isPair), size),
    ];
  }

  /** All bars of a batch: repeats symbols that met an empty budget, and requests what full pages left out. */
  private async fetchBatch(
    batch: readonly RequestedSymbol[],
    range: RequestedRange,
    signal: AbortSignal | undefined,
  ): Promise<Map<string, SymbolResult>> {
    const results = new Map<string, SymbolResult>();
    let pending = batch;
    for (let round = 0; round < ROUNDS && pending.length > 0; round++) {
      for (const [symbol, result] of await this.fetchPage(pending, range, signal)) results.set(symbol, result);
      pending = pending.filter((asked) => isRateLimited(results.get(asked.symbol)));
    }
    for (const asked of batch) {
      const result = results.get(asked.symbol);
      if (result?.kind === 'bars' && result.bars.length >= FULL) {
        results.set(asked.symbol, await this.fetchAround(asked, result.bars, range, signal));
      }
    }
    return results;
  }

  /** It is not documented which end of a long range a full page keeps, so both are requested. */
  private async fetchAround(
    asked: RequestedSymbol,
    bars: readonly DailyBar[],
    { from, to }: RequestedRange,
    signal: AbortSignal | undefined,
  ): Promise<SymbolResult> {
    const [first, last] = [bars[0]?.date ?? from, bars.at(-1)?.date ?? to];
    const older = await this.fetchPart(asked, { from, to: addDays(first, -1) }, signal);
    if (older.kind !== 'bars') return older;
    const newer = await this.fetchPart(asked, { from: addDays(last, 1), to }, signal);
    return newer.kind === 'bars' ? { kind: 'bars', bars: [...older.bars, ...bars, ...newer.bars] } : newer;
  }

  private async fetchPart(
    asked: RequestedSymbol,
    range: RequestedRange,
    signal: AbortSignal | undefined,
  ): Promise<SymbolResult> {
    if (range.from > range.to) return { kind: 'bars', bars: [] };
    return (await this.fetchBatch([asked], range, signal)).get(asked.symbol) ?? NO_RESULT;
  }

  private async fetchPage(
    batch: readonly RequestedSymbol[],
    range: RequestedRange,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, SymbolResult>> {
    try {
      const body = await this.resilience.run(
        (each) => this.ask(batch, range, each),
        signal,
        (waiting) => this.budget.take(batch.length, waiting),
      );
      const results = parseTimeSeries(body, batch, range);
      for (const result of results.values()) this.obeyRateLimit(result);
      return results;
    } catch (error) {
      const failure = signal?.aborted ? new ProviderError(NAME, 'aborted', 'The call was aborted') : error;
      if (!(failure instanceof ProviderError) || FINAL.has(failure.category)) throw failure;
      return new Map(batch.map(({ symbol }) => [symbol, failure.asOutcome(symbol)]));
    }
  }

  /** One request. Errors that concern the vendor as a whole are thrown, so that retry and breaker see them. */
  private async ask(batch: readonly RequestedSymbol[], range: RequestedRange, signal: AbortSignal): Promise<unknown> {
    const response = await this.http.get('time_series', parametersOf(batch, range), signal);
    const { status, retryAfterSeconds, creditsLeft } = response;
    if (creditsLeft !== undefined) this.budget.observe(creditsLeft);
    const isPlainRefusal = status >= 400 && !vendorError(response.body);
    const body = isPlainRefusal ? plainRefusal(status) : response.body;
    const error = vendorError(body);
    if (!error && !hasResultForAny(body, batch)) {
      throw new ProviderError(NAME, 'malformed', `${NAME} answered none of the symbols`);
    }
    if (!error || !OF_VENDOR.has(error.category)) return body;
    this.obeyRateLimit(error, retryAfterSeconds);
    const message = `${NAME} says: ${this.http.withoutKey(error.message)}`;
    throw new ProviderError(NAME, error.category, message, { retryAfterSeconds });
  }

  /** Spends no more credits while the vendor reports that none are left. */
  private obeyRateLimit(result: SymbolResult, retryAfterSeconds?: number): void {
    if (!isRateLimited(result)) return;
    if (isEndOfDay(result)) this.budget.endDay();
    else this.budget.pause(retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000);
  }

  private outcomeOf(asked: RequestedSymbol, result: SymbolResult = NO_RESULT): FetchOutcome {
    const { symbol, currency } = asked;
    if (result.kind === 'bars') return { kind: 'bars', symbol, provider: NAME, currency, bars: result.bars };
    return { ...result, symbol, provider: NAME, message: this.http.withoutKey(result.message) };
  }
}

/** The query of `time_series`. Closes are requested with 4 decimals, exchange rates with 6. */
function parametersOf(batch: readonly RequestedSymbol[], range: RequestedRange): Record<string, string> {
  return {
    symbol: batch.map((asked) => asked.vendorSymbol).join(','),
    interval: '1day',
    start_date: range.from,
    // It is not documented whether this day is included. The parser drops the extra day.
    end_date: addDays(range.to, 1),
    order: 'ASC',
    outputsize: String(PAGE),
    adjust: 'splits',
    timezone: 'America/New_York',
    dp: batch.some((asked) => PAIR.test(asked.symbol)) ? '6' : '4',
  };
}

/** A 403 or 404 that is not the vendor's own says nothing about the symbols: the address may be wrong. */
function plainRefusal(status: number): object {
  return { code: status === 403 || status === 404 ? 400 : status, status: 'error', message: `HTTP ${status}` };
}

function isRateLimited(result: SymbolResult | undefined): result is VendorFailure {
  return result?.kind === 'failure' && result.category === 'rate_limited';
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
