/** Which prices a run changed: for each asset id the earliest day. */
export interface PriceChanges {
  readonly runId: number;
  readonly earliestDayByAsset: ReadonlyMap<number, string>;
}

/**
 * Told of changed prices inside the transaction that changed them, before it commits. Who computes from prices provides
 * it; prices know nobody who does.
 */
export abstract class PriceChangeListener {
  /** Returns counts of what was written because of the change, for the run's record. */
  abstract pricesChanged(changes: PriceChanges): Promise<Readonly<Record<string, number>>>;
}
