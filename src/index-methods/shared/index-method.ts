/**
 * Inputs and outputs of every index method. A method is pure arithmetic without clock, database or framework:
 * equal arguments give equal doubles, bit for bit.
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
 * The target weights of one rebalance. `date` is the effective day, the first on which the weights earn. `weights[i]` belongs to
 * `symbols[i]` and is a fraction above 0.
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
 * A rebalance from which a recomputation can resume: the last one before the first changed day, with the level published on
 * it. Resuming gives the same doubles as computing everything.
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
   * Rows before a checkpoint's day that `compute` needs to resume there; `undefined` if the method always needs the whole
   * history.
   */
  lookbackRows(configuration: Configuration): number | undefined;
  /**
   * Levels and rebalances for the matrix; `baseValue` is the first level. With a checkpoint, returns only the days after it.
   */
  compute(matrix: PriceMatrix, configuration: Configuration, baseValue: number, checkpoint?: Checkpoint): IndexSeries;
}

/** One of its settings that a configuration has wrong. */
export interface ConfigurationFault {
  readonly field: string;
  readonly message: string;
}

/** More would tell nobody more, and what is sent may have any number of fields. */
const MAX_FAULTS = 20;

/** The first faults of a configuration, at most one a field. `faultOf` says what is wrong, or undefined. */
export function firstFaults(
  raw: Record<string, unknown>,
  faultOf: (field: string, value: unknown) => string | undefined,
): ConfigurationFault[] {
  const faults: ConfigurationFault[] = [];
  for (const [field, value] of Object.entries(raw)) {
    const message = faultOf(field, value);
    if (message !== undefined) faults.push({ field, message });
    if (faults.length === MAX_FAULTS) break;
  }
  return faults;
}

/** One fault for each wrong field; the message joins them as `field: what is wrong`. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly ConfigurationFault[]) {
    super(faults.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.name = 'ConfigurationError';
  }
}
