import { ratePaths } from '../portfolio/exchange-rates.service';

describe('the ways from one currency to another', () => {
  it('prefer the rate itself to its inverse, and both to a third currency', () => {
    expect(ratePaths('EUR', 'USD', ['USD/EUR', 'GBP/USD', 'EUR/GBP', 'EUR/USD'])).toEqual([
      [{ symbol: 'EUR/USD', inverse: false }],
      [{ symbol: 'USD/EUR', inverse: true }],
      [
        { symbol: 'EUR/GBP', inverse: false },
        { symbol: 'GBP/USD', inverse: false },
      ],
    ]);
  });

  it('are none where no stored rate leads there', () => {
    expect(ratePaths('EUR', 'USD', ['GBP/USD', 'CHF/JPY'])).toEqual([]);
  });
});
