import { AssetCoverage } from '../prices';
import { isRestated, planFetch } from './fetch-plan';

const covered = (symbol: string, closes: Readonly<Record<string, string>>): AssetCoverage => ({
  symbol,
  lastDay: Object.keys(closes).at(-1) ?? '',
  closes: new Map(Object.entries(closes)),
});
const barsOf = (closes: Readonly<Record<string, string>>): { date: string; close: string }[] =>
  Object.entries(closes).map(([date, close]) => ({ date, close }));

describe('planFetch', () => {
  const coverage = new Map([
    ['AAA', covered('AAA', { '2024-03-06': '10' })],
    ['BBB', covered('BBB', { '2024-03-06': '20' })],
    ['OLD', covered('OLD', { '2024-01-31': '30' })],
  ]);

  it('fetches together what begins on the same day: ten days before the last price, or the whole history', () => {
    const period = { to: '2024-03-07', historyFrom: '2020-01-01' };
    expect(planFetch(['AAA', 'NEW', 'BBB', 'OLD'], coverage, period)).toEqual([
      { symbols: ['AAA', 'BBB'], from: '2024-02-25', to: '2024-03-07' },
      { symbols: ['NEW'], from: '2020-01-01', to: '2024-03-07' },
      { symbols: ['OLD'], from: '2024-01-21', to: '2024-03-07' },
    ]);
  });

  it('counts the ten days from the end of the period when the last price is later', () => {
    expect(planFetch(['AAA'], coverage, { to: '2024-03-01', historyFrom: undefined })).toEqual([
      { symbols: ['AAA'], from: '2024-02-20', to: '2024-03-01' },
    ]);
  });

  it('takes a given first day for all assets, and nothing of a period that has not begun', () => {
    const of = (from: string) =>
      planFetch(['AAA', 'NEW'], coverage, { from, to: '2024-03-07', historyFrom: undefined });
    expect(of('2024-03-07')).toEqual([{ symbols: ['AAA', 'NEW'], from: '2024-03-07', to: '2024-03-07' }]);
    expect(of('2024-03-08')).toEqual([]);
  });
});

describe('isRestated', () => {
  const stored = covered('AAA', { '2024-03-04': '10', '2024-03-05': '11', '2024-03-06': '12' });

  it('is decided by the oldest common day, not by a newer one', () => {
    expect(isRestated(stored, barsOf({ '2024-03-04': '5', '2024-03-05': '11', '2024-03-06': '12' }))).toBe(true);
    expect(isRestated(stored, barsOf({ '2024-03-04': '10', '2024-03-05': '5.5', '2024-03-06': '6' }))).toBe(false);
    expect(isRestated(stored, barsOf({ '2024-03-01': '1', '2024-03-05': '11', '2024-03-06': '1' }))).toBe(false);
  });

  it('ignores how a close is printed, and nothing larger than a billionth', () => {
    expect(isRestated(stored, barsOf({ '2024-03-04': '10.0000' }))).toBe(false);
    expect(isRestated(stored, barsOf({ '2024-03-04': '10.000000009' }))).toBe(false);
    expect(isRestated(stored, barsOf({ '2024-03-04': '10.00000002' }))).toBe(true);
    expect(isRestated(stored, barsOf({ '2024-03-04': '9.99999998' }))).toBe(true);
  });

  it('takes a history without a common day for restated, and an empty one not', () => {
    expect(isRestated(stored, barsOf({ '2024-02-01': '10' }))).toBe(true);
    expect(isRestated(stored, [])).toBe(false);
  });
});
