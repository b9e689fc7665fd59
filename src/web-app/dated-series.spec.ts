import { onCommonDays, pointsOf, rebasedTo } from './dated-series';

const series = { dates: ['2024-01-02', '2024-01-03', '2024-01-05'], values: [50, 60, 45] };

describe('a dated series', () => {
  it('is rebased to a value on its first day, in proportion', () => {
    expect(rebasedTo(100, series)).toEqual({ dates: series.dates, values: [100, 120, 90] });
    expect(rebasedTo(100, { dates: [], values: [] })).toEqual({ dates: [], values: [] });
  });

  it('is joined with another by day and never by position', () => {
    const other = { dates: ['2024-01-03', '2024-01-04', '2024-01-05'], values: [1, 2, 3] };
    expect(onCommonDays(series, other)).toEqual([
      { dates: ['2024-01-03', '2024-01-05'], values: [60, 45] },
      { dates: ['2024-01-03', '2024-01-05'], values: [1, 3] },
    ]);
  });

  it('leaves as points', () => {
    expect(pointsOf(series)[1]).toEqual({ date: '2024-01-03', value: 60 });
  });
});
