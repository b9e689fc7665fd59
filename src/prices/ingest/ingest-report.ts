import { RejectedBar } from './batch-reader';
import { Comparison } from './incoming-prices.repository';
import { RetiredPrices } from './demo-prices.repository';
import { AssetIngest, IngestCounts, MOST_LINES, MOST_REASONS, QuarantinedRows } from './ingest';

/** Rejected bars by symbol and reason. */
export function groupRejected(rejected: readonly RejectedBar[]): QuarantinedRows[] {
  const groups = new Map<string, { symbol: string; rule: string; detail: string; rows: number; lines: number[] }>();
  for (const { bar, rule, detail } of rejected) {
    const key = `${rule}\n${bar.symbol}\n${detail}`;
    const group = groups.get(key) ?? { symbol: bar.symbol, rule, detail, rows: 0, lines: [] };
    group.rows++;
    if (bar.line !== undefined && group.lines.length < MOST_LINES) group.lines.push(bar.line);
    if (groups.size < MOST_REASONS) groups.set(key, group);
  }
  return [...groups.values()];
}

export function countsOf(
  read: number,
  quarantined: number,
  comparisons: readonly Comparison[],
  retired: readonly RetiredPrices[],
): IngestCounts {
  const sum = (field: 'new' | 'changed' | 'protected'): number =>
    comparisons.reduce((total, comparison) => total + comparison[field], 0);
  const counts = { new: sum('new'), changed: sum('changed'), protected: sum('protected') };
  return {
    read,
    ...counts,
    same: read - counts.new - counts.changed - counts.protected - quarantined,
    quarantined,
    demoRetired: retired.reduce((total, { rows }) => total + rows, 0),
  };
}

export function earliestDays(
  comparisons: readonly Comparison[],
  retired: readonly RetiredPrices[],
): ReadonlyMap<number, string> {
  const earliest = new Map<number, string>(retired.map((prices) => [prices.assetId, prices.earliest]));
  for (const { assetId, earliest: day } of comparisons) {
    const known = earliest.get(assetId);
    if (day !== null && (known === undefined || day < known)) earliest.set(assetId, day);
  }
  return earliest;
}

export function ingestByAsset(
  comparisons: readonly Comparison[],
  symbolOf: (ordinal: number) => string,
): ReadonlyMap<string, AssetIngest> {
  return new Map(comparisons.map(({ ordinal, earliest: _earliest, ...counts }) => [symbolOf(ordinal), counts]));
}
