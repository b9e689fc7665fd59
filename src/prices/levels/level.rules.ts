import { jumpRule } from './jump.rule';
import { LevelRule } from './price-level';
import { penceRule } from './pence.rule';
import { splitRule } from './split.rule';

/** What the step from one level of prices to another must not look like; the first that fits names the reason. */
export function levelRules(jumpFactor: number): readonly LevelRule[] {
  return [penceRule, splitRule, jumpRule(jumpFactor)];
}
