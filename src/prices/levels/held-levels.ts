import { Violation } from '../rules/price-rule';
import { LevelRule, LevelStep, PriceLevel } from './price-level';

/** A level that is not stored, with the reason. */
export interface HeldLevel extends Violation {
  readonly level: PriceLevel;
}

/** Closes that come back after so few bars were never at the other level. */
const SHORTEST_STAY = 5;

/** Closes so many calendar days apart are no neighbours: what lies between may have moved the price, and may still come. */
const FAR_APART = 32;

/** Less than this apart, two closes are of one level. */
const SAME_LEVEL = 1.5;

/**
 * Which levels of one asset are held back, oldest first. A history may come in pieces: each is judged by itself until what
 * lies between has come.
 * @param levels all levels of the asset, in order of time
 */
export function findHeldLevels(levels: readonly PriceLevel[], rules: readonly LevelRule[]): HeldLevel[] {
  return piecesOf(levels).flatMap((piece) => findHeldOf(piece, rules));
}

function piecesOf(levels: readonly PriceLevel[]): PriceLevel[][] {
  const pieces: PriceLevel[][] = [];
  for (const level of levels) {
    const previous = pieces.at(-1)?.at(-1);
    if (previous === undefined || daysBetween(previous.last, level.first) >= FAR_APART) pieces.push([level]);
    else pieces.at(-1)?.push(level);
  }
  return pieces;
}

function daysBetween(one: string, other: string): number {
  return (Date.parse(other) - Date.parse(one)) / 86_400_000;
}

/**
 * Levels with stored closes stand; where there is none, the longest does, the later of equals. From there each level is
 * held against the nearest accepted close, between two of them from both sides: so that a batch that comes again, beside
 * what was stored of it, is judged alike.
 */
function findHeldOf(levels: readonly PriceLevel[], rules: readonly LevelRule[]): HeldLevel[] {
  const anchors = anchorsOf(levels);
  const isAnchor = (level: PriceLevel): boolean => anchors.has(level);
  const forward = levels.slice(Math.max(levels.findIndex(isAnchor), 0));
  const backward = levels.slice(0, levels.findLastIndex(isAnchor) + 1).reverse();
  const held = [
    ...walk(backward, anchors, rules, { near: lastOf, far: firstOf }),
    ...walk(forward, anchors, rules, { near: firstOf, far: lastOf }),
  ];
  const reasons = new Map(held.map((one) => [one.level, one]));
  return levels.flatMap((level) => reasons.get(level) ?? []);
}

interface Close {
  readonly day: string;
  readonly close: number;
}

/** The end of a level that is nearer to where the walk began, and the one that is farther. */
interface Direction {
  readonly near: (level: PriceLevel) => Close;
  readonly far: (level: PriceLevel) => Close;
}

const firstOf = ({ first, firstClose }: PriceLevel): Close => ({ day: first, close: firstClose });
const lastOf = ({ last, lastClose }: PriceLevel): Close => ({ day: last, close: lastClose });

/** Goes from an anchor, the first of the levels, away from it. */
function walk(
  [anchor, ...others]: readonly PriceLevel[],
  anchors: ReadonlySet<PriceLevel>,
  rules: readonly LevelRule[],
  { near, far }: Direction,
): HeldLevel[] {
  const held: HeldLevel[] = [];
  let accepted = anchor;
  others.forEach((level, position) => {
    if (accepted === undefined) return;
    const reference = far(accepted);
    const next = others[position + 1];
    const violation = anchors.has(level)
      ? undefined
      : findViolation(stepTo(level, near(level), accepted, reference, next && near(next)), rules);
    if (violation === undefined) accepted = level;
    else held.push({ level, rule: violation.rule, detail: describe(level, near(level), reference, violation.detail) });
  });
  return held;
}

function anchorsOf(levels: readonly PriceLevel[]): ReadonlySet<PriceLevel> {
  const trusted = levels.filter((level) => level.trusted);
  if (trusted.length > 0) return new Set(trusted);
  const most = Math.max(...levels.map(({ bars }) => bars));
  return new Set(levels.filter(({ bars }) => bars === most).slice(-1));
}

function stepTo(
  level: PriceLevel,
  { close }: Close,
  accepted: PriceLevel,
  reference: Close,
  next: Close | undefined,
): LevelStep {
  const returns = next !== undefined && level.bars < SHORTEST_STAY && isSameLevel(reference.close, next.close);
  return {
    ratio: close / reference.close,
    confirmed: level.bars > 1 && !returns,
    coarseness: close < reference.close ? level.coarseness : accepted.coarseness,
  };
}

function isSameLevel(one: number, other: number): boolean {
  return Math.max(one / other, other / one) < SAME_LEVEL;
}

function findViolation(step: LevelStep, rules: readonly LevelRule[]): Violation | undefined {
  for (const rule of rules) {
    const detail = rule.check(step);
    if (detail !== undefined) return { rule: rule.name, detail };
  }
  return undefined;
}

function describe(level: PriceLevel, at: Close, reference: Close, detail: string): string {
  const others = level.bars === 1 ? '' : `; ${level.bars} bars, ${level.first} to ${level.last}, stand at that level`;
  return `close ${at.close} of ${at.day} beside ${reference.close} of ${reference.day}: ${detail}${others}`;
}
