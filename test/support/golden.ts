import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'papaparse';
import { PriceRecord } from '../../src/index-methods/shared/price-matrix';
import { AUTOINDEX_V1_DEFAULTS, AutoindexV1Configuration } from '../../src/index-methods/autoindex-v1/configuration';

/** Published numbers of the existing system: prices in, index, weights and metrics out, for two price sets. */
export const goldenFolder = join(__dirname, '../golden');
export const goldenSets = ['a', 'c'] as const;
export const goldenTolerance = 1e-9;

/** Every configuration of the manifest by name; `default` was run with none. */
export const goldenConfigurations: readonly (readonly [string, AutoindexV1Configuration])[] = Object.entries(
  goldenJson<{ configs: Record<string, AutoindexV1Configuration | null> }>('manifest.json').configs,
).map(([name, configuration]) => [name, configuration ?? AUTOINDEX_V1_DEFAULTS]);

export function hasGolden(path: string): boolean {
  return existsSync(join(goldenFolder, path));
}

export function goldenJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(goldenFolder, path), 'utf8')) as T;
}

export type Row = Readonly<Record<string, string>>;

export function goldenRows(path: string): Row[] {
  return rowsOf(readFileSync(join(goldenFolder, path), 'utf8'));
}

export function rowsOf(csv: string): Row[] {
  return parse<Row>(csv, { header: true, skipEmptyLines: true }).data;
}

/** All rows of a set's price file, the benchmark's included. */
export function goldenCloses(set: string): PriceRecord[] {
  return goldenRows(`${set}/prices.csv`).map(({ symbol = '', date = '', close }) => ({
    symbol,
    date,
    close: Number(close),
  }));
}

/** Numbers of the golden JSON files, where "NaN" and "Infinity" are strings. */
export function goldenNumbers(values: readonly (number | string)[]): Float64Array {
  return Float64Array.from(values, Number);
}

/** Holds where both are NaN, the same infinity, or no further apart than the tolerance. */
export function expectClose(actual: number, expected: number): void {
  if (Object.is(actual, expected) || Math.abs(actual - expected) <= goldenTolerance) return;
  throw new Error(`${actual} is not within ${goldenTolerance} of ${expected}`);
}

/** Compares an array of numbers with one of the golden files. */
export function expectAllClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (const [position, value] of Array.from(expected).entries()) expectClose(actual[position] ?? Infinity, value);
}

/** Compares an object of texts, nulls and numbers key by key, and the keys themselves. */
export function expectSameMetrics(actual: object, expected: object): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  const values = new Map<string, unknown>(Object.entries(actual));
  for (const [key, value] of Object.entries(expected) as [string, unknown][]) {
    if (typeof value === 'number') expectClose(Number(values.get(key)), value);
    else expect({ [key]: values.get(key) }).toEqual({ [key]: value });
  }
}
