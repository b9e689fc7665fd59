/** Matches the whole slug. */
export const SLUG_PATTERN = /[a-z0-9][a-z0-9-]{0,62}/;

export const SLUG_FORM = 'must be a slug: 1 to 63 of the characters a-z 0-9 -, not beginning with -';

/** An index: its names, method, configuration and constituents. */
export interface IndexDefinition {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** The first level. */
  readonly baseValue: number;
  /** A name from `indexMethods`. */
  readonly method: string;
  /** Configuration of the method; `{}` means its defaults. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Symbols; null means every share and fund, including inactive ones, so that deactivation does not change the past. */
  readonly constituents: readonly string[] | null;
  /** Symbol of the benchmark for risk metrics and charts; null for none. */
  readonly benchmark: string | null;
  /** Archived indices are not listed and not computed; what was computed stays readable. */
  readonly archived: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type NewIndex = Pick<IndexDefinition, 'slug' | 'name' | 'method'> &
  Partial<Pick<IndexDefinition, 'currency' | 'baseValue' | 'configuration' | 'constituents' | 'benchmark'>>;

export type IndexChange = Partial<Omit<NewIndex, 'slug'> & Pick<IndexDefinition, 'archived'>>;
