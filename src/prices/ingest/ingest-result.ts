import { Violation } from '../validation/bar-rules';
import { PriceBatch } from '../validation/price-bar';
import { BatchReader, RejectedBar } from './batch-reader';
import { RetiredPrices } from './demo-prices.repository';
import { Comparison } from './staging-table.repository';

/** Reasons of quarantine in a result; the other rows are only counted. */
const MAX_REASONS = 1_000;

/** Lines of the source in one reason. */
export const MAX_LINES = 20;

export interface IngestRequest {
  readonly runId: number;
  /** Where the prices come from; stored with each price. */
  readonly source: string;
  readonly bars: PriceBatch;
  /** What happens to rows of valid symbols that no asset has; by default they are quarantined. */
  readonly unknownSymbols?: 'quarantine' | 'create';
  /** A person has confirmed the prices: anomaly rules do not apply, bar rules do. */
  readonly confirmed?: boolean;
}

/**
 * What an ingest did, in rows. read = new + changed + same + protected + quarantined.
 * Repetitions of a row within the batch count as same.
 */
export interface IngestCounts {
  readonly read: number;
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  /** Rows that differ from a price set by an administrator; that price stays. */
  readonly protected: number;
  readonly quarantined: number;
  /** Demo prices removed by the first real ones. */
  readonly demoRetired: number;
}

/** Rows that were quarantined for the same reason. */
export interface QuarantinedRows extends Violation {
  readonly symbol: string;
  readonly rows: number;
  /** Their lines in the source, ascending, at most `MAX_LINES`. */
  readonly lines: readonly number[];
}

/** What an ingest did with one asset's rows. */
interface AssetIngest {
  readonly assetId: number;
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  readonly protected: number;
}

export interface IngestResult {
  readonly counts: IngestCounts;
  /** The first day with a new, changed or retired price, by asset id; only assets that have one. */
  readonly earliestDayByAsset: ReadonlyMap<number, string>;
  readonly assets: ReadonlyMap<string, AssetIngest>;
  /** By reason, at most `MAX_REASONS`. */
  readonly quarantined: readonly QuarantinedRows[];
  /** Symbols of the batch that no asset had before, or only one that the revert of an import had deactivated. */
  readonly unknownSymbols: readonly string[];
}

export function resultOf(
  batch: BatchReader,
  quarantined: readonly QuarantinedRows[],
  comparisons: readonly Comparison[],
  retired: readonly RetiredPrices[],
  unknownSymbols: readonly string[],
): IngestResult {
  const quarantinedRows = batch.rejected.length + sum(quarantined.map(({ rows }) => rows));
  const counts = {
    new: sum(comparisons.map((comparison) => comparison.new)),
    changed: sum(comparisons.map(({ changed }) => changed)),
    protected: sum(comparisons.map((comparison) => comparison.protected)),
  };
  return {
    counts: {
      read: batch.read,
      ...counts,
      same: batch.read - counts.new - counts.changed - counts.protected - quarantinedRows,
      quarantined: quarantinedRows,
      demoRetired: sum(retired.map(({ rows }) => rows)),
    },
    earliestDayByAsset: earliestDays(comparisons, retired),
    assets: new Map(
      comparisons.map(({ ordinal, earliest: _earliest, ...ofAsset }) => [batch.symbolOf(ordinal), ofAsset]),
    ),
    quarantined: [...groupRejected(batch.rejected), ...quarantined].slice(0, MAX_REASONS),
    unknownSymbols,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Rejected bars by symbol and reason. */
function groupRejected(rejected: readonly RejectedBar[]): QuarantinedRows[] {
  const groups = new Map<string, { symbol: string; rule: string; detail: string; rows: number; lines: number[] }>();
  for (const { bar, rule, detail } of rejected) {
    const key = `${rule}\n${bar.symbol}\n${detail}`;
    const group = groups.get(key) ?? { symbol: bar.symbol, rule, detail, rows: 0, lines: [] };
    group.rows++;
    if (bar.line !== undefined && group.lines.length < MAX_LINES) group.lines.push(bar.line);
    if (groups.size < MAX_REASONS) groups.set(key, group);
  }
  return [...groups.values()];
}

function earliestDays(
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
