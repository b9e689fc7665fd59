/**
 * How a column is written.
 * `plain`: text that needs no escaping anywhere (symbols, days). `text`: any text.
 * `number`: a number that the table keeps from being null, NaN or infinite. `optional-number`: one that may be null.
 */
export type ColumnKind = 'plain' | 'text' | 'number' | 'optional-number';

export interface SeriesColumn {
  /** In answers. */
  readonly name: string;
  /** In the table and in the table of its revisions. */
  readonly column: string;
  readonly kind: ColumnKind;
}

/** Whose series they are: assets by symbol, indices by slug. Rows of this table are never deleted. */
export interface SeriesOwners {
  readonly noun: string;
  readonly table: string;
  /** The column that clients know them by; plain text. */
  readonly label: string;
  /** The label's name in answers; none where a request is about one owner, who is in the URL. */
  readonly shownAs?: string;
}

/**
 * A table of rows by owner and day that can be read over HTTP, now and as known at an instant. Its rows name the run that
 * wrote them (`run_id`), its revisions the run that replaced or removed them too (`superseded_by`).
 */
export interface Series {
  /** Short and unique: statements, cursors and entity tags carry it. */
  readonly name: string;
  readonly owners: SeriesOwners;
  /** What to read from, as SQL: a table, or a subselect in parentheses. */
  readonly rows: string;
  readonly revisions: string;
  /** The column that holds the owner's id. */
  readonly ownerId: string;
  /** The column that tells rows of the same owner and day apart, in the order "C"; plain text. */
  readonly member?: SeriesColumn;
  readonly columns: readonly SeriesColumn[];
}
