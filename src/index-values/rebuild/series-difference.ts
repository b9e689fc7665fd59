import { decodeColumns, dayText } from './binary-copy';
import type { SeriesChange } from './computation';
import type { SeriesTable } from './series-table';

type Field = string | number | null;

/** Rows as PostgreSQL's COPY text: tabs, newlines, `\N` for null. Numbers are the shortest text that reads back the same. */
class CopyText {
  private readonly lines: string[] = [];

  /** Fields need no escaping: days, numbers, nulls and booleans. */
  add(...fields: readonly Field[]): void {
    this.lines.push(fields.map((field) => (field === null ? '\\N' : String(field))).join('\t'));
  }

  toRows(): SeriesChange {
    const text = this.lines.length === 0 ? '' : `${this.lines.join('\n')}\n`;
    return { rows: this.lines.length, text: new TextEncoder().encode(text) };
  }
}

/** Of the stored rows of a day: where the values of each begin, by asset; by 0 in a table that has one row a day. */
type DayRows = Map<number, number>;

/**
 * The rows to write and to remove so that a stored series equals the computed one. Equal rows are not written again: mostly
 * nearly all are equal, so they are compared in the worker thread and not in the database.
 */
export class SeriesDifference {
  private readonly copy = new CopyText();
  private readonly hasAssets: boolean;
  private readonly values: number[] = [];
  /** The rows for which none has been computed yet. */
  private readonly days = new Map<string, DayRows>();

  /** `stored` is the binary COPY of arrays of the columns of the table: its key, then its values. */
  constructor(
    private readonly table: SeriesTable,
    stored: readonly Uint8Array[],
  ) {
    this.hasAssets = table.key.length > 1;
    const days = new Map<number, DayRows>();
    decodeColumns(stored, (columns) => {
      const [ofDay = new Float64Array(), ofAsset = new Float64Array()] = columns;
      ofDay.forEach((day, row) => {
        const rows = days.get(day) ?? new Map<number, number>();
        if (rows.size === 0) days.set(day, rows);
        rows.set(this.hasAssets ? (ofAsset[row] ?? NaN) : 0, this.values.length);
        for (let field = table.key.length; field < columns.length; field++)
          this.values.push(columns[field]?.[row] ?? NaN);
      });
    });
    for (const [day, rows] of days) this.days.set(dayText(day), rows);
  }

  /** Adds a computed row: its key (a day, then an asset's id if the table has one), then its values. Each key once. */
  add(date: string, ...fields: readonly (number | null)[]): void {
    const rows = this.days.get(date);
    const asset = this.hasAssets ? (fields[0] ?? NaN) : 0;
    const position = rows?.get(asset);
    rows?.delete(asset);
    if (position === undefined || !this.isStored(fields, position)) this.copy.add(date, ...fields, 'f');
  }

  /** Call it after all rows were added: stored rows without a computed one are removed. */
  toChange(): SeriesChange {
    const nothing = this.table.values.map(() => null);
    for (const [date, rows] of this.days) {
      for (const asset of rows.keys()) this.copy.add(date, ...(this.hasAssets ? [asset] : []), ...nothing, 't');
    }
    return this.copy.toRows();
  }

  private isStored(fields: readonly (number | null)[], position: number): boolean {
    const first = this.hasAssets ? 1 : 0;
    for (let field = first; field < fields.length; field++) {
      if (!same(fields[field] ?? null, this.values[position + field - first])) return false;
    }
    return true;
  }
}

/** Equality as in PostgreSQL; a stored NaN stands for null. */
function same(computed: number | null, stored = NaN): boolean {
  return computed === stored || (computed === null && Number.isNaN(stored));
}
