import { SessionDays } from '../../platform/utils/exchange-calendar';
import { PriceBar } from '../ingest/price-bar';
import { calendarDayRule } from './calendar-day.rule';
import { decimalRule } from './decimal.rule';
import { futureRule } from './future.rule';
import { highLowRule } from './high-low.rule';
import { openSessionRule } from './open-session.rule';
import { positiveRule } from './positive.rule';
import { PriceRule, Violation } from './price-rule';
import { symbolRule } from './symbol.rule';

/**
 * What every bar has to be by itself; the first that is broken names the reason. Each relies on those before it. How a bar
 * stands to its neighbours is judged when all have arrived: see `levels`.
 */
export const priceRules: readonly PriceRule[] = [
  symbolRule,
  calendarDayRule,
  decimalRule,
  positiveRule,
  futureRule,
  openSessionRule,
  highLowRule,
];

export function findViolation(bar: PriceBar, context: SessionDays): Violation | undefined {
  for (const rule of priceRules) {
    const detail = rule.check(bar, context);
    if (detail !== undefined) return { rule: rule.name, detail };
  }
  return undefined;
}
