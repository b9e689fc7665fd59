import { FailureCategory, FetchedBars } from '../../market-data';

/** Why an asset has no prices in a refresh. `no_prices`: the provider answered, with nothing. */
export interface MissingAsset {
  readonly symbol: string;
  readonly provider: string;
  readonly category: FailureCategory | 'no_prices';
  readonly message: string;
}

/** What a provider delivered for a refresh. */
export interface Fetched {
  /** The data version by which it was planned what to ask for; the data may be newer by now. */
  readonly plannedAt: number;
  /** In the order of the symbols asked. */
  readonly bars: readonly FetchedBars[];
  readonly missing: readonly MissingAsset[];
  /** Symbols whose whole history was fetched, because what is stored had been restated. */
  readonly restated: readonly string[];
}
