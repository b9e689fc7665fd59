import { Series } from './series';

export type SeriesOrder = 'asc' | 'desc';

/** A row's place in the order of an answer. */
export interface SeriesKey {
  readonly label: string;
  readonly date: string;
  readonly member?: string;
}

/** Where the next page begins: behind a row, in the version of the data that the first page was read from. */
export interface SeriesPosition extends SeriesKey {
  readonly version: number;
}

/** What is asked of a series, checked. Rows come owner by owner in the order of their labels, by day within each. */
export interface SeriesRequest {
  readonly series: Series;
  /** In ascending order of code units, each once. */
  readonly labels: readonly string[];
  /** The first day and the last one, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly order: SeriesOrder;
  /** The most rows of each owner; undefined for all. */
  readonly perOwner?: number | undefined;
  readonly limit?: number | undefined;
  /** An instant, ISO 8601 with its zone: what was known then. */
  readonly knownAt?: string | undefined;
  readonly position?: SeriesPosition | undefined;
}

/** A page has an end. */
export type PageRequest = SeriesRequest & { readonly limit: number };

/** What the pages of one reading have in common, as text. */
export function fingerprint(request: SeriesRequest): string {
  const { series, labels, from, to, order, perOwner, knownAt } = request;
  return JSON.stringify([series.name, labels, from ?? null, to ?? null, order, perOwner ?? null, knownAt ?? null]);
}

/** Whether it is about the data of a time that may be over, so that rows that were replaced since count too. */
export function isPast({ knownAt, position }: SeriesRequest): boolean {
  return knownAt !== undefined || position !== undefined;
}
