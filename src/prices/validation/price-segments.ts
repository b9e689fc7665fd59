import { CalendarDay, daysBetween } from '../../platform/utils/days';
import { AnomalyRule, SegmentStep } from './anomaly-rules';
import { Violation } from './bar-rules';

/**
 * A stretch of one asset's closes on one scale: each is less than `BREAK_FACTOR` times the one before it, up or down.
 * Segments are judged as wholes, so that one bad bar is told from the good ones after it, and the bars after a split are
 * not accepted only because they agree with each other.
 */
export interface PriceSegment {
  readonly assetId: number;
  readonly first: CalendarDay;
  readonly last: CalendarDay;
  readonly firstClose: number;
  readonly lastClose: number;
  readonly bars: number;
  /** Whether one of its closes is stored: stored closes have been accepted before. */
  readonly trusted: boolean;
  /** The tick size: the smallest move among the first bars, as a fraction of the close; 0 if unknown. */
  readonly coarseness: number;
}

/** No rule applies to smaller moves between two closes: the nearest split is 2:1, matched within 3 %. */
export const BREAK_FACTOR = 1.9;

/** A segment that is not stored, with the reason. */
interface SegmentAnomaly extends Violation {
  readonly segment: PriceSegment;
}

/** A segment with fewer bars, from which the closes return to the old scale, was an error. */
const MIN_STAY_BARS = 5;

/** Closes so many calendar days apart are not compared: what lies between may have moved the price and may still arrive. */
const MIN_GAP_DAYS = 32;

/** Two closes with a smaller ratio are on the same scale. */
const SAME_SCALE = 1.5;

/**
 * The segments of one asset that must not be stored, oldest first. A history may arrive in pieces with gaps between them:
 * each piece is judged by itself until the gap is filled.
 * @param segments all segments of the asset, by time
 */
export function findSegmentAnomalies(
  segments: readonly PriceSegment[],
  rules: readonly AnomalyRule[],
): SegmentAnomaly[] {
  return piecesOf(segments).flatMap((piece) => findAnomaliesOf(piece, rules));
}

function piecesOf(segments: readonly PriceSegment[]): PriceSegment[][] {
  const pieces: PriceSegment[][] = [];
  for (const segment of segments) {
    const previous = pieces.at(-1)?.at(-1);
    if (previous === undefined || daysBetween(previous.last, segment.first) >= MIN_GAP_DAYS) pieces.push([segment]);
    else pieces.at(-1)?.push(segment);
  }
  return pieces;
}

/**
 * Segments with stored closes are accepted as anchors; without any, the longest is, the later of equals. From the anchors
 * each segment is compared with the nearest accepted close, between two anchors from both sides: a batch that arrives again,
 * beside what was stored of it, gets the same result.
 */
function findAnomaliesOf(segments: readonly PriceSegment[], rules: readonly AnomalyRule[]): SegmentAnomaly[] {
  const anchors = anchorsOf(segments);
  const isAnchor = (segment: PriceSegment): boolean => anchors.has(segment);
  const forward = segments.slice(Math.max(segments.findIndex(isAnchor), 0));
  const backward = segments.slice(0, segments.findLastIndex(isAnchor) + 1).reverse();
  const anomalies = [
    ...walk(backward, anchors, rules, { near: lastOf, far: firstOf }),
    ...walk(forward, anchors, rules, { near: firstOf, far: lastOf }),
  ];
  const bySegment = new Map(anomalies.map((anomaly) => [anomaly.segment, anomaly]));
  return segments.flatMap((segment) => bySegment.get(segment) ?? []);
}

function anchorsOf(segments: readonly PriceSegment[]): ReadonlySet<PriceSegment> {
  const trusted = segments.filter((segment) => segment.trusted);
  if (trusted.length > 0) return new Set(trusted);
  const most = Math.max(...segments.map(({ bars }) => bars));
  return new Set(segments.filter(({ bars }) => bars === most).slice(-1));
}

interface Close {
  readonly day: CalendarDay;
  readonly close: number;
}

/** The end of a segment that is nearer to where the walk began, and the one that is farther. */
interface Direction {
  readonly near: (segment: PriceSegment) => Close;
  readonly far: (segment: PriceSegment) => Close;
}

const firstOf = ({ first, firstClose }: PriceSegment): Close => ({ day: first, close: firstClose });
const lastOf = ({ last, lastClose }: PriceSegment): Close => ({ day: last, close: lastClose });

/** Goes from an anchor, the first of the segments, away from it. */
function walk(
  [anchor, ...others]: readonly PriceSegment[],
  anchors: ReadonlySet<PriceSegment>,
  rules: readonly AnomalyRule[],
  { near, far }: Direction,
): SegmentAnomaly[] {
  const anomalies: SegmentAnomaly[] = [];
  let accepted = anchor;
  others.forEach((segment, position) => {
    if (accepted === undefined) return;
    const reference = far(accepted);
    const next = others[position + 1];
    const violation = anchors.has(segment)
      ? undefined
      : findViolation(stepTo(segment, near(segment), accepted, reference, next && near(next)), rules);
    if (violation === undefined) accepted = segment;
    else {
      const detail = describe(segment, near(segment), reference, violation.detail);
      anomalies.push({ segment, rule: violation.rule, detail });
    }
  });
  return anomalies;
}

function stepTo(
  segment: PriceSegment,
  { close }: Close,
  accepted: PriceSegment,
  reference: Close,
  next: Close | undefined,
): SegmentStep {
  const returns = next !== undefined && segment.bars < MIN_STAY_BARS && isSameScale(reference.close, next.close);
  return {
    ratio: close / reference.close,
    confirmed: segment.bars > 1 && !returns,
    coarseness: close < reference.close ? segment.coarseness : accepted.coarseness,
  };
}

function isSameScale(one: number, other: number): boolean {
  return Math.max(one / other, other / one) < SAME_SCALE;
}

function findViolation(step: SegmentStep, rules: readonly AnomalyRule[]): Violation | undefined {
  for (const rule of rules) {
    const detail = rule.check(step);
    if (detail !== undefined) return { rule: rule.name, detail };
  }
  return undefined;
}

function describe(segment: PriceSegment, at: Close, reference: Close, detail: string): string {
  const { bars, first, last } = segment;
  const others = bars === 1 ? '' : `; ${bars} bars, ${first} to ${last}, are on that scale`;
  return `close ${at.close} of ${at.day} beside ${reference.close} of ${reference.day}: ${detail}${others}`;
}
