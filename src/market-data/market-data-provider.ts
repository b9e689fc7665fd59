import { CalendarDay } from '../platform/utils/days';

/** One day of one symbol. Prices and volume are decimal text in plain notation, so that no digit is lost on the way. */
export interface DailyBar {
  readonly date: CalendarDay;
  readonly open?: string;
  readonly high?: string;
  readonly low?: string;
  readonly close: string;
  readonly volume?: string;
}

/** Properties of all bars of a provider. */
export interface ProviderFacts {
  /** The adjustment basis of closes. With `splits`, a split changes the whole history. */
  readonly adjustment: 'none' | 'splits' | 'splits_and_dividends';
  /** IANA zone of a bar's day. */
  readonly timeZone: string;
  /** ISO 4217 of prices for which neither the request nor the symbol (`EUR/USD`) says another. */
  readonly currency: string;
  /** The first day with bars; undefined: it depends on the symbol. */
  readonly historyFrom: CalendarDay | undefined;
}

export interface BarsRequest {
  readonly symbols: readonly string[];
  /** First and last day, both included. */
  readonly from: CalendarDay;
  readonly to: CalendarDay;
  /** ISO 4217 by symbol, where it differs from the provider's. A response in another currency is refused. */
  readonly currencies?: Readonly<Record<string, string>>;
  /** The only provider to ask, by symbol. Fail-over asks every provider for the other symbols. */
  readonly sources?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Called after each part of the work with the number of symbols that have their outcome. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Why there are no bars: `not_found` the symbol is unknown · `forbidden` the vendor's plan lacks it · `rate_limited` the
 * quota is used up · `unauthorized` the key is wrong · `rejected` the vendor calls the request faulty · `unavailable` no
 * connection or 5xx · `circuit_open` it failed too often and is not called for a while · `timeout` too slow · `malformed`
 * a response that cannot be trusted · `aborted` the caller aborted the call.
 */
export type FailureCategory =
  | 'not_found'
  | 'forbidden'
  | 'rate_limited'
  | 'unauthorized'
  | 'rejected'
  | 'unavailable'
  | 'circuit_open'
  | 'timeout'
  | 'malformed'
  | 'aborted';

/** Whether a provider does not offer a symbol at all. Any other failure may be over at the next call. */
export function isNotOffered(category: FailureCategory): boolean {
  return category === 'not_found' || category === 'forbidden';
}

/** Bars in ascending order of days, no day twice, all within the requested days; empty if the vendor has none there. */
export interface FetchedBars {
  readonly kind: 'bars';
  readonly symbol: string;
  /** Name of the provider that responded. */
  readonly provider: string;
  readonly currency: string;
  readonly bars: readonly DailyBar[];
}

export interface FailedFetch {
  readonly kind: 'failure';
  readonly symbol: string;
  readonly provider: string;
  readonly category: FailureCategory;
  /** For people; holds no secret. */
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

export type FetchOutcome = FetchedBars | FailedFetch;

/** The port: a source of daily bars. */
export interface MarketDataProvider {
  /** Stored with every price as its source. */
  readonly name: string;
  readonly facts: ProviderFacts;

  /**
   * One outcome for each symbol, in the order of the request. A failure of one symbol is its outcome.
   * @throws ProviderError when the whole call fails: a wrong key, an unreadable source, the signal
   */
  fetchDailyBars(request: BarsRequest): Promise<FetchOutcome[]>;
}

/** `EUR/USD` is priced in USD, whatever the provider's currency is. */
export function currencyOf(symbol: string, request: BarsRequest, usual: string): string {
  return request.currencies?.[symbol] ?? /^[A-Z]{3}\/([A-Z]{3})$/.exec(symbol)?.[1] ?? usual;
}

/** A provider's whole call failed. The message is for people and holds no secret. */
export class ProviderError extends Error {
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly provider: string,
    readonly category: FailureCategory,
    message: string,
    options: { retryAfterSeconds?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ProviderError';
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The same failure as the outcome of one symbol. */
  asOutcome(symbol: string): FailedFetch {
    const { provider, category, message, retryAfterSeconds } = this;
    return {
      kind: 'failure',
      symbol,
      provider,
      category,
      message,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
}
