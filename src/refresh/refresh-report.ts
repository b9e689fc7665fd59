import { FetchedBars } from '../market-data';
import { IngestCounts, IngestResult } from '../prices';
import { RunCounts, RunOutcome } from '../runs';
import { Fetched, MissingAsset } from './fetch.service';

/** The result of a refresh, as its run records it. */
export interface RefreshReport {
  readonly changed: boolean;
  readonly counts: RunCounts;
  readonly outcomes: readonly RunOutcome[];
}

type Ingested = Pick<IngestResult, 'counts' | 'earliestDayByAsset' | 'assets' | 'quarantined'>;

/** Reasons for quarantine that the record of a run names. The quarantine has the rows. */
const MAX_REASONS = 5;

const NOTHING: IngestCounts = { read: 0, new: 0, changed: 0, same: 0, protected: 0, quarantined: 0, demoRetired: 0 };

/** Merges the batches of one transaction. */
export function mergeIngests(results: readonly Ingested[]): Ingested {
  const earliest = new Map<number, string>();
  for (const [id, day] of results.flatMap(({ earliestDayByAsset }) => [...earliestDayByAsset])) {
    const known = earliest.get(id);
    if (known === undefined || day < known) earliest.set(id, day);
  }
  return {
    counts: results.reduce((total, { counts }) => sum(total, counts), NOTHING),
    earliestDayByAsset: earliest,
    assets: new Map(results.flatMap(({ assets }) => [...assets])),
    quarantined: results.flatMap(({ quarantined }) => quarantined),
  };
}

/** @param lacking days, by symbol, that an asset lacks although others have them */
export function reportOf(
  fetched: Fetched,
  ingested: Ingested,
  lacking: ReadonlyMap<string, readonly string[]>,
  rebuilt: RunCounts,
): RefreshReport {
  const lackingDays = [...lacking.values()].reduce((total, { length }) => total + length, 0);
  return {
    changed: ingested.earliestDayByAsset.size > 0,
    counts: {
      ...ingested.counts,
      missing: fetched.missing.length,
      neverFound: fetched.neverFound.length,
      lacking: lackingDays,
      ...rebuilt,
    },
    outcomes: [
      ...fetched.bars.map((bars) => withLacking(outcomeOf(bars, fetched.restated, ingested), lacking.get(bars.symbol))),
      ...fetched.missing.map(missingOutcome),
      ...fetched.neverFound.map(neverFoundOutcome),
    ],
  };
}

/** The outcome of an asset that could not be fetched. */
export function missingOutcome({ symbol, provider, category, message }: MissingAsset): RunOutcome {
  return { symbol, status: 'failed', provider, category, message };
}

/** The outcome of an asset that no provider offers and none has ever delivered. */
export function neverFoundOutcome(asset: MissingAsset): RunOutcome {
  return { ...missingOutcome(asset), status: 'never_found' };
}

function outcomeOf(
  { symbol, provider, bars }: FetchedBars,
  restated: readonly string[],
  ingested: Ingested,
): RunOutcome {
  const rows = ingested.assets.get(symbol);
  const quarantined = ingested.quarantined.filter((group) => group.symbol === symbol);
  const reasons = quarantined.slice(0, MAX_REASONS).map((group) => ({
    rule: group.rule,
    detail: group.detail,
    rows: group.rows,
  }));
  return {
    symbol,
    status: 'succeeded',
    provider,
    from: bars[0]?.date ?? null,
    to: bars.at(-1)?.date ?? null,
    ...(restated.includes(symbol) ? { restated: true } : {}),
    new: rows?.new ?? 0,
    changed: rows?.changed ?? 0,
    same: rows?.same ?? 0,
    protected: rows?.protected ?? 0,
    quarantined: quarantined.reduce((total, group) => total + group.rows, 0),
    ...(reasons.length === 0 ? {} : { reasons }),
  };
}

function withLacking(outcome: RunOutcome, days: readonly string[] | undefined): RunOutcome {
  return days === undefined ? outcome : { ...outcome, lacking: days };
}

function sum(one: IngestCounts, other: IngestCounts): IngestCounts {
  return {
    read: one.read + other.read,
    new: one.new + other.new,
    changed: one.changed + other.changed,
    same: one.same + other.same,
    protected: one.protected + other.protected,
    quarantined: one.quarantined + other.quarantined,
    demoRetired: one.demoRetired + other.demoRetired,
  };
}
