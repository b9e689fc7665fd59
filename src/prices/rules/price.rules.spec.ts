import { PriceBar } from '../ingest/price-bar';
import { calendarDayRule } from './calendar-day.rule';
import { decimalRule } from './decimal.rule';
import { futureRule } from './future.rule';
import { highLowRule } from './high-low.rule';
import { openSessionRule } from './open-session.rule';
import { positiveRule } from './positive.rule';
import { findViolation } from './price.rules';
import { PriceRule } from './price-rule';
import { symbolRule } from './symbol.rule';

const context = { today: '2024-06-28', lastCompleted: '2024-06-27' };
const good: PriceBar = { symbol: 'AAPL', date: '2024-06-27', close: '10.5' };

const breaks = (rule: PriceRule, change: Partial<PriceBar>): boolean =>
  rule.check({ ...good, ...change }, context) !== undefined;

it.each<[PriceRule, Partial<PriceBar>, boolean]>([
  [symbolRule, { symbol: 'BRK.B' }, false],
  [symbolRule, { symbol: '^GSPC' }, false],
  [symbolRule, { symbol: 'EUR/USD' }, false],
  [symbolRule, { symbol: '' }, true],
  [symbolRule, { symbol: 'aapl' }, true],
  [symbolRule, { symbol: 'AAPL\n' }, true],
  [symbolRule, { symbol: 'A'.repeat(21) }, true],
  [calendarDayRule, { date: '2024-02-29' }, false],
  [calendarDayRule, { date: '2023-02-29' }, true],
  [calendarDayRule, { date: '2024-06-31' }, true],
  [calendarDayRule, { date: '20240627' }, true],
  [calendarDayRule, { date: '27.06.2024' }, true],
  [calendarDayRule, { date: '' }, true],
  [decimalRule, { close: '0.069792' }, false],
  [decimalRule, { close: '-1' }, false],
  [decimalRule, { close: '0.26212899999999999' }, false],
  [decimalRule, { close: '' }, true],
  [decimalRule, { close: 'NaN' }, true],
  [decimalRule, { close: 'Infinity' }, true],
  [decimalRule, { close: '1e3' }, true],
  [decimalRule, { close: '1,5' }, true],
  [decimalRule, { close: '0x10' }, true],
  [decimalRule, { close: '1.' }, true],
  [decimalRule, { close: '.5' }, true],
  [decimalRule, { close: '1\t2' }, true],
  [decimalRule, { volume: 'many' }, true],
  [decimalRule, { volume: '' }, false],
  [positiveRule, { close: '0.00000000000000000001' }, false],
  [positiveRule, { close: '0' }, true],
  [positiveRule, { close: '0.000' }, true],
  [positiveRule, { close: '-0.1' }, true],
  [positiveRule, { low: '0' }, true],
  [positiveRule, { volume: '0' }, false],
  [positiveRule, { volume: '-1' }, true],
  [futureRule, { date: '2024-06-28' }, false],
  [futureRule, { date: '2024-06-29' }, true],
  [openSessionRule, { date: '2024-06-27' }, false],
  [openSessionRule, { date: '2024-06-28' }, true],
  [openSessionRule, { date: '2024-06-29' }, false],
  [highLowRule, {}, false],
  [highLowRule, { open: '10', high: '11', low: '9' }, false],
  [highLowRule, { high: '10.5', low: '10.5' }, false],
  [highLowRule, { high: '10.4' }, true],
  [highLowRule, { low: '10.6' }, true],
  [highLowRule, { open: '12', high: '11' }, true],
  [highLowRule, { open: '8', low: '9' }, true],
  [highLowRule, { high: '10', low: '11' }, true],
  [highLowRule, { high: '10.499995' }, false],
])('$0.name of %j: broken $2', (rule, change, broken) => {
  expect(breaks(rule, change)).toBe(broken);
});

it('names the first rule that is broken, and the fault', () => {
  expect(findViolation(good, context)).toBeUndefined();
  expect(findViolation({ ...good, close: '0', date: '2024-06-29' }, context)).toEqual({
    rule: 'positive',
    detail: 'close 0 is not above zero',
  });
});
