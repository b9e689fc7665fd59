import { parseCloses } from './backtest-closes';

const header = 'symbol,date,close\n';

describe('a file of closes', () => {
  it('has its closes in the order of its rows', () => {
    expect(parseCloses(`${header}^GSPC,2024-01-03,4700.5\nEUR/USD,2024-01-02,1.0945\n`)).toEqual({
      closes: [
        { symbol: '^GSPC', date: '2024-01-03', close: 4700.5 },
        { symbol: 'EUR/USD', date: '2024-01-02', close: 1.0945 },
      ],
      faults: [],
    });
  });

  it('accepts mixed line ends', () => {
    const { closes, faults } = parseCloses(`${header}A,2024-01-02,1\r\nA,2024-01-03,2\nA,2024-01-04,3\r\n`);
    expect([closes.map(({ close }) => close), faults]).toEqual([[1, 2, 3], []]);
  });

  it.each([
    ['no header', '', 1, 'symbol', 'is missing in the header'],
    ['a header without close', 'symbol,date,price\nA,2024-01-02,1\n', 1, 'close', 'is missing in the header'],
    ['a small symbol', `${header}aapl,2024-01-02,1\n`, 2, 'symbol', '"aapl" is not'],
    ['a day that does not exist', `${header}A,2024-01-02,1\nA,2023-02-29,1\n`, 3, 'date', '"2023-02-29" is not'],
    ['a date in another order', `${header}A,02.01.2024,1\n`, 2, 'date', '"02.01.2024" is not'],
    ['a close of zero', `${header}A,2024-01-02,0\n`, 2, 'close', '"0" is not a number above 0'],
    ['a negative close', `${header}A,2024-01-02,-1\n`, 2, 'close', '"-1" is not'],
    ['a close with a comma', `${header}A,2024-01-02,"1,5"\n`, 2, 'close', '"1,5" is not'],
    ['a close with a space', `${header}A,2024-01-02, 1\n`, 2, 'close', '" 1" is not'],
    ['no close', `${header}A,2024-01-02,\n`, 2, 'close', '"" is not'],
    ['a close of NaN', `${header}A,2024-01-02,NaN\n`, 2, 'close', '"NaN" is not'],
    ['a close beyond all doubles', `${header}A,2024-01-02,1e999\n`, 2, 'close', '"1e999" is not'],
    ['a close too small for a double', `${header}A,2024-01-02,1e-999\n`, 2, 'close', '"1e-999" is not'],
    ['too few fields', `${header}A,2024-01-02\n`, 2, 'row', 'has 2 fields instead of 3'],
    ['too many fields', `${header}A,2024-01-02,1,2\n`, 2, 'row', 'has 4 fields instead of 3'],
    ['two closes of one day', `${header}A,2024-01-02,1\n\nA,2024-01-02,1\n`, 4, 'date', 'already, on line 2'],
    ['a quote without an end', `${header}A,2024-01-02,"1\n`, 2, 'row', 'Quoted field unterminated'],
  ])('with %s: the fault names line and field', (_, text, line, field, message) => {
    const { faults } = parseCloses(text);
    expect(faults).toContainEqual({ line, field, message: expect.stringContaining(message) });
  });

  it('reports every fault of a row', () => {
    expect(parseCloses(`${header}a,b,c\n`).faults.map(({ field }) => field)).toEqual(['symbol', 'date', 'close']);
  });
});
