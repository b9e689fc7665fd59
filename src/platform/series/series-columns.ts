import { Series, SeriesColumn } from './series';

/** One column of an answer: its name, and the SQL that gives it. */
export interface OutputColumn {
  readonly name: string;
  readonly sql: string;
  readonly kind: SeriesColumn['kind'];
}

/** The columns of an answer, in order. The SQL refers to `row`, the rows of `series-sql.ts`. */
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
