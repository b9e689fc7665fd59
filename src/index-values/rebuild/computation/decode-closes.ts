import type { PriceMatrix } from '../../../index-methods';
import type { Constituent } from './computation';
import { decodeColumns } from './decode-columns';
import { dayText } from './postgres-day';

/** The closes of one asset, and the day of each, in days since 2000-01-01. */
interface AssetCloses {
  readonly asset: number;
  readonly days: Float64Array;
  readonly closes: Float64Array;
}

/**
 * Reads the binary COPY of `PriceHistory.copyCloses` into a matrix with a column for each constituent, by symbol.
 * @throws RangeError when the bytes are not whole
 */
export function decodeCloses(chunks: readonly Uint8Array[], constituents: readonly Constituent[]): PriceMatrix {
  const assets: AssetCloses[] = [];
  decodeColumns(chunks, ([asset, days = new Float64Array(), closes = new Float64Array()]) => {
    assets.push({ asset: asset?.[0] ?? NaN, days, closes });
  });
  const { first, rowOfDay, days } = daysOf(assets);

  const columns = [...constituents].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const columnOfAsset = new Map(columns.map(({ id }, column) => [id, column]));
  const matrix = columns.map(() => new Float64Array(days.length).fill(NaN));
  for (const { asset, days: itsDays, closes } of assets) {
    const column = matrix[columnOfAsset.get(asset) ?? -1];
    if (column !== undefined)
      closes.forEach((close, at) => (column[rowOfDay[(itsDays[at] ?? NaN) - first] ?? -1] = close));
  }
  return { dates: days.map(dayText), symbols: columns.map(({ symbol }) => symbol), closes: matrix };
}

/** The distinct days, ascending, and the row of each by its distance from the first. */
function daysOf(assets: readonly AssetCloses[]): { first: number; rowOfDay: Int32Array; days: number[] } {
  let first = Infinity;
  let last = -Infinity;
  for (const { days } of assets) {
    for (const day of days) {
      if (day < first) first = day;
      if (day > last) last = day;
    }
  }
  const rowOfDay = new Int32Array(first > last ? 0 : last - first + 1);
  for (const { days } of assets) for (const day of days) rowOfDay[day - first] = 1;
  const days: number[] = [];
  for (let offset = 0; offset < rowOfDay.length; offset++) {
    if (rowOfDay[offset] === 1) rowOfDay[offset] = days.push(first + offset) - 1;
  }
  return { first, rowOfDay, days };
}
