import type { SeriesChange } from './computation';

type Field = string | number | null;

/** Rows as PostgreSQL's COPY text: tabs, newlines, `\N` for null. Numbers are the shortest text that reads back the same. */
export class CopyText {
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
