import {
  formatChange,
  formatDay,
  formatLevel,
  formatMonth,
  formatPercent,
  formatPeriod,
  formatPoints,
  plainTick,
  tickFormat,
} from './formats';

it('days and months name the month in three letters', () => {
  expect(formatDay('2026-09-01')).toBe('1 Sep 2026');
  expect(formatMonth('2026-09')).toBe('Sep 2026');
  expect(formatPeriod('2025-11-28', '2026-11-27')).toBe('28 Nov 2025 – 27 Nov 2026');
  expect(formatPeriod('2026-11-27', '2026-11-27')).toBe('27 Nov 2026');
});

it('returns have two decimals and a sign, differences are percentage points', () => {
  expect([0.1234, -0.1, 0].map(formatChange)).toEqual(['+12.34%', '−10.00%', '0.00%']);
  expect([0.1234, -0.1].map(formatPercent)).toEqual(['12.34%', '−10.00%']);
  expect([0.0591, -0.1, 0].map(formatPoints)).toEqual(['+5.91 pp', '−10.00 pp', '0.00 pp']);
});

it('levels have two decimals, small ones four digits', () => {
  expect([892, 1234.5678, 0.0012345, 0].map(formatLevel)).toEqual(['892.00', '1,234.57', '0.001235', '0.00']);
});

it('ticks of an axis have the same number of decimals', () => {
  expect([0, -0.025, -0.05].map(tickFormat([0, -0.025, -0.05], 'percent'))).toEqual(['0.0%', '−2.5%', '−5.0%']);
  expect([99, 99.5, 100].map(tickFormat([99, 99.5, 100], 'decimal'))).toEqual(['99.0', '99.5', '100.0']);
  expect([0.5, 1, 1000].map(plainTick)).toEqual(['0.5', '1', '1,000']);
});
