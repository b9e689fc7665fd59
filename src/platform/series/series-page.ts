import { SeriesKey, SeriesRequest } from './series-request';

/** Between rows (or values of a column) of a page. JSON writes a line break within text as \n, so this is in no value. */
export const SEPARATOR = ',\n';

/** A page as the database wrote it: one part with all rows as objects, or with `names` one part a column. */
export interface WrittenPage {
  readonly names: readonly string[] | undefined;
  readonly parts: readonly string[];
}

/** The page without its last row. */
export function withoutLast({ names, parts }: WrittenPage): WrittenPage {
  return { names, parts: parts.map((part) => part.slice(0, Math.max(part.lastIndexOf(SEPARATOR), 0))) };
}

/** The JSON of `data`. */
export function dataText({ names, parts }: WrittenPage): string {
  if (names === undefined) return `[${parts.join('')}]`;
  return `{${names.map((name, position) => `"${name}":[${parts[position] ?? ''}]`).join(',')}}`;
}

/** The place of the last row in the order of the rows. */
export function lastKey(page: WrittenPage, { series, labels }: SeriesRequest): SeriesKey {
  const row = lastRow(page);
  const text = (name: string): string => String(row.get(name));
  const { owners, member } = series;
  return {
    label: owners.shownAs === undefined ? (labels[0] ?? '') : text(owners.shownAs),
    date: text('date'),
    ...(member !== undefined && { member: text(member.name) }),
  };
}

function lastRow({ names, parts }: WrittenPage): ReadonlyMap<string, unknown> {
  const last = parts.map((part) => JSON.parse(part.slice(lastStart(part))) as unknown);
  if (names !== undefined) return new Map(names.map((name, position) => [name, last[position]]));
  const [row] = last;
  return new Map(typeof row === 'object' && row !== null ? Object.entries(row) : []);
}

function lastStart(part: string): number {
  const separator = part.lastIndexOf(SEPARATOR);
  return separator < 0 ? 0 : separator + SEPARATOR.length;
}
