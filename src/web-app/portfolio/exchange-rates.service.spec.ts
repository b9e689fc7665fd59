import { ratePaths } from './exchange-rates.service';

const paths = (from: string, to: string, ...symbols: string[]): ReturnType<typeof ratePaths> =>
  ratePaths(from, to, new Map(symbols.map((symbol) => [symbol, true])));

describe('the ways from one currency to another', () => {
  it('prefer the rate itself to its inverse, and both to a third currency', () => {
    expect(paths('EUR', 'USD', 'USD/EUR', 'GBP/USD', 'EUR/GBP', 'EUR/USD')).toEqual([
      [{ symbol: 'EUR/USD', inverse: false }],
      [{ symbol: 'USD/EUR', inverse: true }],
      [
        { symbol: 'EUR/GBP', inverse: false },
        { symbol: 'GBP/USD', inverse: false },
      ],
    ]);
  });

  it('are none where no stored rate leads there', () => {
    expect(paths('EUR', 'USD', 'GBP/USD', 'CHF/JPY')).toEqual([]);
  });
});
