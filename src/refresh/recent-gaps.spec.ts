import { FetchedBars } from '../market-data';
import { findRecentGaps } from './recent-gaps';

const WEEK = ['2024-03-11', '2024-03-12', '2024-03-13', '2024-03-14', '2024-03-15'];

function barsOf(symbol: string, days: readonly string[], currency = 'USD'): FetchedBars {
  const bars = days.map((date) => ({ date, close: '1' }));
  return { kind: 'bars', symbol, provider: 'vendor', currency, bars };
}

const without = (...days: string[]): string[] => WEEK.filter((day) => !days.includes(day));
const gaps = (...fetched: FetchedBars[]): Record<string, readonly string[]> =>
  Object.fromEntries(findRecentGaps(fetched));

describe('days that a vendor leaves out', () => {
  it('are those that more than half of the assets have', () => {
    const [wednesday, friday] = ['2024-03-13', '2024-03-15'];
    expect(gaps(barsOf('A', WEEK), barsOf('B', without(wednesday, friday)), barsOf('C', WEEK))).toEqual({
      B: [wednesday, friday],
    });
    expect(gaps(barsOf('A', WEEK), barsOf('B', without(friday)), barsOf('C', without(friday)))).toEqual({});
  });

  it('are not said of an asset before its first bar, nor of one whose market had a holiday', () => {
    expect(gaps(barsOf('A', WEEK), barsOf('B', WEEK.slice(3)), barsOf('C', WEEK))).toEqual({});
    const european = ['D', 'E', 'F'].map((symbol) => barsOf(symbol, without('2024-03-12'), 'EUR'));
    const pairs = ['EUR/USD', 'AUD/USD', 'GBP/USD'].map((symbol) => barsOf(symbol, without('2024-03-13')));
    const american = ['A', 'B', 'C'].map((symbol) => barsOf(symbol, WEEK));
    expect(gaps(...european, ...pairs, ...american)).toEqual({});
  });

  it('are said of an asset whose bars have ended', () => {
    expect(gaps(barsOf('A', WEEK), barsOf('B', ['2024-02-01']), barsOf('C', WEEK))).toEqual({ B: WEEK });
  });

  it('lie within the last ten days', () => {
    const long = ['2024-03-01', '2024-03-04', ...WEEK];
    const fetched = [
      barsOf('A', long),
      barsOf(
        'B',
        long.filter((day) => day !== '2024-03-04'),
      ),
      barsOf('C', long),
    ];
    expect(gaps(...fetched)).toEqual({});
  });

  it('cannot be found among two assets, or none', () => {
    expect(gaps(barsOf('A', WEEK), barsOf('B', []))).toEqual({});
    expect(gaps()).toEqual({});
    expect(gaps(barsOf('A', []), barsOf('B', []), barsOf('C', []))).toEqual({});
  });
});
