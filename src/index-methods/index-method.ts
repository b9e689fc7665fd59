/**
 * What every index method takes and gives. A method is arithmetic: no clock, no database, no framework,
 * and the same arguments give the same doubles, bit for bit.
 */

/** Closes of several assets over one set of days. Calendar days are `YYYY-MM-DD` strings, ascending. */
export interface PriceMatrix {
  readonly dates: readonly string[];
  /** Ascending by code point; one column each. */
  readonly symbols: readonly string[];
  /** `closes[column][row]`, NaN where the asset has no close that day. */
  readonly closes: readonly Float64Array[];
}

/**
 * The target weights of one rebalance; `date` is the first day that they earn on. `symbols` and `weights` run in parallel;
 * weights are fractions > 0.
 */
export interface Rebalance {
  readonly date: string;
  readonly symbols: readonly string[];
  readonly weights: readonly number[];
}

/** A computed index: `values[i]` is the level on `dates[i]`. */
export interface IndexSeries {
  readonly dates: readonly string[];
  readonly values: Float64Array;
  readonly rebalances: readonly Rebalance[];
}

/**
 * Where a recomputation may start instead of at the beginning: the last rebalance before the first changed day, with the
 * level published on it. Resuming gives the same doubles as computing everything.
 */
export interface Checkpoint {
  readonly level: number;
  readonly rebalance: Rebalance;
}

export interface IndexMethod<Configuration> {
  readonly name: string;
  /** Fills in the defaults. Throws `ConfigurationError`, naming each wrong field. An empty object means the defaults. */
  parseConfiguration(raw: unknown): Configuration;
  /**
   * How many rows before a checkpoint's day `compute` must be given to resume there;
   * `undefined` where the method needs the whole history every time.
   */
  lookbackRows(configuration: Configuration): number | undefined;
  /**
   * Level and rebalances for the matrix. `baseValue` is the first level. With a checkpoint, only what comes after the
   * checkpoint's day is returned.
   */
  compute(matrix: PriceMatrix, configuration: Configuration, baseValue: number, checkpoint?: Checkpoint): IndexSeries;
}

/** One message a wrong field, `field: what is wrong`. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly { readonly field: string; readonly message: string }[]) {
    super(faults.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.name = 'ConfigurationError';
  }
}
