import { allocationOf } from './allocation';
import { performanceOf, monthReturns } from './performance';
import { deepestDrawdowns, riskOf } from './risk';
import { ReportHead } from './report';

const head: ReportHead = {
  title: 'Index: report',
  index: { slug: 'index', name: 'Index', currency: 'USD', method: 'chained' },
  from: '2024-01-30',
  to: '2024-02-05',
  dataVersion: 7,
};
const dates = ['2024-01-30', '2024-01-31', '2024-02-01', '2024-02-02', '2024-02-05'];
const index = { name: 'Index', dates, values: [100, 110, 99, 99, 121] };
const benchmark = { name: 'Market', dates: ['2024-01-31', '2024-02-02', '2024-02-05'], values: [50, 40, 60] };

describe('performance', () => {
  it('has the return of the period, its best and its worst day', () => {
    expect(performanceOf(head, index, null)).toMatchObject({
      totalReturn: expect.closeTo(0.21, 12),
      startLevel: 100,
      endLevel: 121,
      maxDrawdown: expect.closeTo(-0.1, 12),
      best: { date: '2024-02-05', return: expect.closeTo(121 / 99 - 1, 12) },
      worst: { date: '2024-02-01', return: expect.closeTo(-0.1, 12) },
      positiveDays: 0.5,
      benchmark: null,
    });
  });

  it('is compared over the days that both have', () => {
    const { benchmark: against, months } = performanceOf(head, index, benchmark);
    expect(against).toEqual({
      name: 'Market',
      totalReturn: expect.closeTo(0.2, 12),
      excessReturn: expect.closeTo(0.1 - 0.2, 12),
      from: '2024-01-31',
      to: '2024-02-05',
    });
    const [part, whole] = [
      { since: '2024-01-30', until: null },
      { since: null, until: '2024-02-05' },
    ];
    expect(months).toEqual([
      { month: '2024-01', return: expect.closeTo(0.1, 12), benchmarkReturn: null, ...part },
      { month: '2024-02', return: expect.closeTo(0.1, 12), benchmarkReturn: expect.closeTo(0.2, 12), ...whole },
    ]);
  });

  const monthsOf = (days: string[], against: string[] = []) =>
    performanceOf(
      head,
      { name: 'Index', dates: days, values: days.map((_, order) => 100 + order) },
      against.length === 0 ? null : { name: 'Market', dates: against, values: against.map((_, order) => 50 + order) },
    ).months;

  it('leaves out a month of which only the base day is known', () => {
    expect(monthsOf(['2025-11-28', '2025-12-01', '2025-12-31'])).toMatchObject([
      { month: '2025-12', return: expect.closeTo(0.02, 12), since: null, until: null },
    ]);
    expect(monthsOf(['2025-11-28'])).toEqual([]);
  });

  it.each([
    ['2024-03-28', null, 'the Friday after is Good Friday'],
    ['2024-03-27', '2024-03-27', 'a session is left'],
    ['2026-05-29', null, 'a weekend follows'],
    ['2026-05-28', '2026-05-28', 'a session is left'],
  ])('a newest month that ends on %s goes on until %s: %s', (newest, until, _why) => {
    const month = newest.slice(0, 7);
    expect(monthsOf(['2023-12-29', `${month}-01`, newest]).at(-1)).toMatchObject({ month, since: null, until });
  });

  it('an index with levels on weekends has a whole month only on its last day', () => {
    const days = ['2026-04-30', '2026-05-03', '2026-05-30'];
    expect(monthsOf(days)).toMatchObject([{ until: '2026-05-30' }]);
    expect(monthsOf([...days, '2026-05-31'])).toMatchObject([{ until: null }]);
  });

  it('compares a month over the same days, or over the last closes shortly before them', () => {
    const days = ['2025-12-31', '2026-01-30', '2026-02-27'];
    expect(monthsOf(days, ['2025-12-30', '2026-01-29', '2026-02-27']).map((each) => each.benchmarkReturn)).toEqual([
      expect.closeTo(1 / 50, 12),
      expect.closeTo(1 / 51, 12),
    ]);
    expect(monthsOf(days, ['2026-01-15', '2026-01-30', '2026-02-13']).map((each) => each.benchmarkReturn)).toEqual([
      null,
      null,
    ]);
  });

  it('of a single day has no return of a day', () => {
    const single = { name: 'Index', dates: ['2024-01-30'], values: [100] };
    expect(performanceOf(head, single, null)).toMatchObject({ totalReturn: 0, best: null, positiveDays: null });
  });

  it('of the months multiplies to that of the period', () => {
    const growth = monthReturns(index).reduce((product, each) => product * (1 + each.return), 1);
    expect(growth).toBeCloseTo(1.21, 12);
  });
});

describe('allocation', () => {
  const holding = (symbol: string, sector: string | null, weight: number) => ({
    ...{ date: '2024-02-01', symbol, name: symbol, sector, weight },
  });
  const { sectors, concentration, asOf } = allocationOf(head, [
    holding('A', 'Energy', 0.5),
    holding('B', null, 0.3),
    holding('C', 'Energy', 0.2),
  ]);

  it('adds up sectors, the largest first', () => {
    expect(sectors).toEqual([
      { sector: 'Energy', weight: 0.7, holdings: 2 },
      { sector: 'Without sector', weight: 0.3, holdings: 1 },
    ]);
    expect(asOf).toBe('2024-02-01');
  });

  it('adds up the five largest holdings', () => {
    const six = ['A', 'B', 'C', 'D', 'E', 'F'].map((symbol) => holding(symbol, null, symbol === 'A' ? 0.5 : 0.1));
    expect(allocationOf(head, six).concentration.topFive).toBeCloseTo(0.9, 12);
  });

  it('says how concentrated it is', () => {
    expect(concentration).toMatchObject({ largest: 0.5, topFive: 1, herfindahl: expect.closeTo(0.38, 12) });
    expect(concentration.effectiveHoldings).toBeCloseTo(1 / 0.38, 12);
  });
});

describe('risk', () => {
  it('counts every day in one class', () => {
    const { distribution } = riskOf(head, index, benchmark);
    expect(distribution.reduce((sum, { days }) => sum + days, 0)).toBe(4);
    expect(distribution.filter(({ days }) => days > 0)).toEqual([
      { from: null, to: -0.03, days: 1 },
      { from: 0, to: 0.005, days: 1 },
      { from: 0.03, to: null, days: 2 },
    ]);
  });

  it('names falls from their peak to where they recover, the deepest first', () => {
    const values = [100, 90, 100, 120, 60, 90, 125, 120];
    const days = values.map((_, day) => `2024-01-0${day + 1}`);
    expect(deepestDrawdowns({ dates: days, values })).toEqual([
      { peak: '2024-01-04', trough: '2024-01-05', recovered: '2024-01-07', depth: -0.5 },
      { peak: '2024-01-01', trough: '2024-01-02', recovered: '2024-01-03', depth: expect.closeTo(-0.1, 12) },
      { peak: '2024-01-07', trough: '2024-01-08', recovered: null, depth: expect.closeTo(-0.04, 12) },
    ]);
  });

  it('names at most five falls', () => {
    const values = [100, 99, 101, 99, 102, 99, 103, 99, 104, 99, 105, 99, 106];
    const days = values.map((_, day) => `2024-01-${String(day + 1).padStart(2, '0')}`);
    const peaks = deepestDrawdowns({ dates: days, values }).map(({ peak }) => peak);
    expect(peaks).toEqual(['2024-01-11', '2024-01-09', '2024-01-07', '2024-01-05', '2024-01-03']);
  });

  it('without a fall has none', () => {
    expect(deepestDrawdowns({ dates: ['2024-01-01', '2024-01-02'], values: [1, 2] })).toEqual([]);
    expect(deepestDrawdowns({ dates: [], values: [] })).toEqual([]);
  });
});
