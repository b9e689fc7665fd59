import { Clock } from '../../platform/utils/clock';
import { ExchangeCalendar } from '../../platform/utils/exchange-calendar';
import { BAR_RULES, findViolation } from './bar-rules';
import { PriceBar } from './price-bar';

const days = { today: '2024-06-28', lastCompleted: '2024-06-27' };
const good: PriceBar = { symbol: 'AAPL', date: '2024-06-27', close: '10.5' };

function breaks(name: string, change: Partial<PriceBar>): boolean {
  const rule = BAR_RULES.find((each) => each.name === name);
  if (rule === undefined) throw new Error(`no rule ${name}`);
  return rule.check({ ...good, ...change }, days) !== undefined;
}

it.each<[string, Partial<PriceBar>, boolean]>([
  ['symbol', { symbol: 'BRK.B' }, false],
  ['symbol', { symbol: '^GSPC' }, false],
  ['symbol', { symbol: 'EUR/USD' }, false],
  ['symbol', { symbol: '' }, true],
  ['symbol', { symbol: 'aapl' }, true],
  ['symbol', { symbol: 'AAPL\n' }, true],
  ['symbol', { symbol: 'A'.repeat(20) }, false],
  ['symbol', { symbol: 'A'.repeat(21) }, true],
  ['calendar-day', { date: '2024-02-29' }, false],
  ['calendar-day', { date: '2023-02-29' }, true],
  ['calendar-day', { date: '2024-06-31' }, true],
  ['calendar-day', { date: '20240627' }, true],
  ['calendar-day', { date: '27.06.2024' }, true],
  ['calendar-day', { date: '' }, true],
  ['decimal', { close: '0.069792' }, false],
  ['decimal', { close: '-1' }, false],
  ['decimal', { close: '0.26212899999999999' }, false],
  ['decimal', { close: '' }, true],
  ['decimal', { close: 'NaN' }, true],
  ['decimal', { close: 'Infinity' }, true],
  ['decimal', { close: `${'9'.repeat(15)}.${'9'.repeat(20)}` }, false],
  ['decimal', { close: '9'.repeat(16) }, true],
  ['decimal', { close: `1.${'9'.repeat(21)}` }, true],
  ['decimal', { close: '1e3' }, true],
  ['decimal', { open: 'x' }, true],
  ['decimal', { high: 'x' }, true],
  ['decimal', { low: 'x' }, true],
  ['decimal', { close: '1,5' }, true],
  ['decimal', { close: '0x10' }, true],
  ['decimal', { close: '1.' }, true],
  ['decimal', { close: '.5' }, true],
  ['decimal', { close: '1\t2' }, true],
  ['decimal', { volume: 'many' }, true],
  ['decimal', { volume: '' }, false],
  ['positive', { close: '0.00000000000000000001' }, false],
  ['positive', { close: '0' }, true],
  ['positive', { close: '0.000' }, true],
  ['positive', { close: '-0.1' }, true],
  ['positive', { open: '0' }, true],
  ['positive', { high: '0' }, true],
  ['positive', { low: '0' }, true],
  ['positive', { volume: '0' }, false],
  ['positive', { volume: '-1' }, true],
  ['future', { date: '2024-06-28' }, false],
  ['future', { date: '2024-06-29' }, true],
  ['open-session', { date: '2024-06-27' }, false],
  ['open-session', { date: '2024-06-28' }, true],
  ['open-session', { date: '2024-06-29' }, false],
  ['high-low', {}, false],
  ['high-low', { open: '10', high: '11', low: '9' }, false],
  ['high-low', { high: '10.5', low: '10.5' }, false],
  ['high-low', { high: '10.4' }, true],
  ['high-low', { low: '10.6' }, true],
  ['high-low', { open: '12', high: '11' }, true],
  ['high-low', { open: '8', low: '9' }, true],
  ['high-low', { high: '10', low: '11' }, true],
  ['high-low', { high: '10.49999' }, false],
  ['high-low', { high: '10.499989' }, true],
  ['high-low', { low: '10.50001' }, false],
  ['high-low', { low: '10.500011' }, true],
])('the rule %s of %j: broken %s', (rule, change, broken) => {
  expect(breaks(rule, change)).toBe(broken);
});

it('names the first rule that is broken, and the fault', () => {
  expect(findViolation(good, days)).toBeUndefined();
  expect(findViolation({ ...good, close: '0', date: '2024-06-29' }, days)).toEqual({
    rule: 'positive',
    detail: 'close 0 is not above zero',
  });
});

it('shortens a long text of the source, and shows no control characters', () => {
  const detail = findViolation({ ...good, date: `2024\u0000${'9'.repeat(60)}` }, days)?.detail;
  expect(detail).toBe(`date "2024?${'9'.repeat(35)}..." is not a day of the calendar, YYYY-MM-DD`);
});

it.each(['2024-06-28T19:59:00Z', '2024-06-28T20:00:00Z', '2024-06-29T03:59:00Z', '2024-06-29T04:00:00Z'])(
  'at %s accepts exactly the days that a refresh requests',
  (instant) => {
    const clock: Clock = { now: () => Date.parse(instant) };
    const calendar = new ExchangeCalendar({ timeZone: 'America/New_York', close: '16:00' }, clock);
    const accepted = ['2024-06-26', '2024-06-27', '2024-06-28', '2024-06-29', '2024-06-30'].filter(
      (date) => findViolation({ ...good, date }, calendar.now()) === undefined,
    );
    expect(accepted.at(-1)).toBe(calendar.lastCompletedSession());
  },
);
