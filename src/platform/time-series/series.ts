/**
 * How a column is written.
 * `plain`: text that needs no escaping anywhere (symbols, days). `text`: any text.
 * `number`: a number that the table keeps from being null, NaN or infinite. `optional-number`: one that may be null.
 */
type ColumnKind = 'plain' | 'text' | 'number' | 'optional-number';

export interface SeriesColumn {
  /** In responses. */
  readonly name: string;
  /** In the table and in the table of its revisions. */
  readonly column: string;
  readonly kind: ColumnKind;
}

/** The owners of a series: assets by symbol, indices by slug. Rows of this table are never deleted. */
interface SeriesOwners {
  readonly noun: string;
  readonly table: string;
  /** The column with the name that clients use; plain text. */
  readonly label: string;
  /** The label's name in responses. Omitted when the URL names the one owner. */
  readonly shownAs?: string;
}

/**
 * A table of rows by owner and day, read over HTTP as it is now or as known at an instant. Its rows name the run that
 * wrote them (`run_id`), its revisions also the run that superseded them (`superseded_by`).
 */
export interface Series {
  /** Short and unique, as part of statement names, cursors and entity tags. */
  readonly name: string;
  readonly owners: SeriesOwners;
  /** SQL to read from: a table, or a subselect in parentheses. */
  readonly rows: string;
  readonly revisions: string;
  /** The column that holds the owner's id. */
  readonly ownerId: string;
  /** The column that distinguishes rows of the same owner and day, in collation "C"; plain text. */
  readonly member?: SeriesColumn;
  readonly columns: readonly SeriesColumn[];
}

/** A column of a response: its name and its SQL. */
interface OutputColumn {
  readonly name: string;
  readonly sql: string;
  readonly kind: SeriesColumn['kind'];
}

/** The columns of a response, in order. The SQL refers to `row`, the rows of `series-sql.ts`. */
export function outputColumns(series: Series): readonly OutputColumn[] {
  const { shownAs } = series.owners;
  return [
    ...(shownAs === undefined ? [] : [{ name: shownAs, sql: 'row.label', kind: 'plain' } as const]),
    { name: 'date', sql: 'row.date', kind: 'plain' },
    ...storedColumns(series).map(({ name, column, kind }) => ({ name, sql: `row.${column}`, kind })),
    { name: 'runId', sql: 'row.run_id', kind: 'number' },
    { name: 'recordedAt', sql: 'run.recorded_at', kind: 'plain' },
  ];
}

export function storedColumns({ member, columns }: Series): readonly SeriesColumn[] {
  return member === undefined ? columns : [member, ...columns];
}

/** SQL of the arguments of `concat` that write a row as a JSON object on one line. */
export function jsonRow(columns: readonly OutputColumn[]): string {
  const members = columns.map(({ name, ...column }, position) => {
    const before = `${position === 0 ? '{' : ','}"${name}":`;
    return column.kind === 'plain' ? `'${before}"', ${column.sql}, '"'` : `'${before}', ${jsonValue(column)}`;
  });
  return `concat(${members.join(', ')}, '}')`;
}

/** SQL that writes one value as JSON. */
export function jsonValue({ sql, kind }: Pick<OutputColumn, 'sql' | 'kind'>): string {
  switch (kind) {
    case 'plain':
      return `'"' || ${sql} || '"'`;
    case 'number':
      return `${sql}::text`;
    case 'text':
    case 'optional-number':
      // to_json, because it writes NaN, which has no JSON number, so that the whole remains JSON.
      return `coalesce(to_json(${sql})::text, 'null')`;
  }
}

/** SQL that writes a row as a line of CSV (RFC 4180). A missing value is an empty field. */
export function csvRow(columns: readonly OutputColumn[]): string {
  return `concat(${columns.map(csvValue).join(`, ',', `)})`;
}

function csvValue({ sql, kind }: OutputColumn): string {
  if (kind !== 'text') return sql;
  return `case when ${sql} ~ '[",\\r\\n]' then '"' || replace(${sql}, '"', '""') || '"' else ${sql} end`;
}
