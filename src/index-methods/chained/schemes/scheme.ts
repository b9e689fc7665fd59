import type { ChainedConfiguration } from '../configuration-fields';
import type { SignalHistory } from '../signal-history';

/** What a scheme may look at: closes up to the reference session of the assets that may be held. */
export interface Candidates {
  readonly history: SignalHistory;
  readonly reference: number;
  readonly columns: readonly number[];
  readonly configuration: ChainedConfiguration;
}

/** Parts for each candidate, in their order, each finite and at least 0. Only proportions matter; all 0 means no preference. */
export type WeightingScheme = (candidates: Candidates) => number[];
