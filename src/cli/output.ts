import type { Command } from 'commander';

/** The last lines of a help text. Each example is a command line to copy. */
export function examples(...lines: readonly string[]): string {
  return `\nExample${lines.length === 1 ? '' : 's'}:\n${lines.map((line) => `  $ ${line}\n`).join('')}`;
}

/** The result of a command: text for people, and the same as JSON, in the words of the API. */
export interface Result {
  readonly text: string;
  readonly json: unknown;
}

/** Adds the work of a command and its option `--json`. The result goes to standard output, in one of the two forms. */
export function prints<Arguments extends unknown[]>(
  command: Command,
  work: (...args: Arguments) => Result | Promise<Result>,
): void {
  command.option('--json', 'print JSON').action(async (...args: Arguments) => {
    const { text, json } = await work(...args);
    print(command.opts<{ json?: true }>().json ? `${JSON.stringify(json, null, 2)}\n` : text);
  });
}

/** Writes a result to standard output. Progress, warnings and errors go to standard error. */
export function print(text: string): void {
  process.stdout.write(text);
}

const GAP = '  ';
const MIN_CELL = 8;

/**
 * Columns padded to their widest cell; the last column is not padded. On a terminal the widest columns but the first, by
 * which rows are found, are cut so that a row fits a line. Elsewhere every cell is complete.
 */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  width = process.stdout.isTTY ? process.stdout.columns : Infinity,
): string {
  const widest = heads.map((_, column) =>
    [heads, ...rows].reduce((most, row) => Math.max(most, length(row, column)), 0),
  );
  const widths = fitted(widest, width);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cut(printable(cell), widths[column] ?? 0).padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  return `${[heads, ...rows].map(line).join('\n')}\n`;
}

function length(row: readonly string[], column: number): number {
  return row[column]?.length ?? 0;
}

function fitted(widths: readonly number[], available: number): number[] {
  const result = [...widths];
  let excess = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - available;
  for (; excess > 0; excess--) {
    const widest = Math.max(...result.slice(1));
    if (widest <= MIN_CELL) break;
    result[result.lastIndexOf(widest)] = widest - 1;
  }
  return result;
}

function cut(cell: string, width: number): string {
  return cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
}

/** `2026-01-02 22:10:05`, in UTC. */
export function instant(text: string): string {
  return new Date(text).toISOString().slice(0, 19).replace('T', ' ');
}

/** What is known, a line each: names padded to the longest. Undefined, null and empty values are left out. */
export function facts(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const known = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${printable(String(value))}\n`).join('');
}

/** What sources wrote may hold control characters, which a terminal would obey. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
