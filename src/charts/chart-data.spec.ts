import fc from 'fast-check';
import { drawdownOf, rebased, downsampled } from './chart-data';
import type { ChartSeries } from './chart-data';

const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'];
const index = { name: 'index', dates, values: [100, 110, 99, 121] };

describe('the data of a chart', () => {
  it('has the benchmark at the level of the index on their first common day, on common days only', () => {
    const benchmark = {
      name: 'SPY',
      dates: ['2023-12-29', '2024-01-03', '2024-01-05', '2024-01-08'],
      values: [1, 220, 231, 9],
    };
    expect(rebased(benchmark, index)).toEqual({
      name: 'SPY',
      dates: ['2024-01-03', '2024-01-05'],
      values: [110, expect.closeTo(115.5, 10)],
    });
  });

  it('has no benchmark without a common day', () => {
    expect(rebased({ name: 'SPY', dates: ['2023-12-29'], values: [1] }, index).dates).toEqual([]);
    expect(rebased({ name: 'SPY', dates: [], values: [] }, index).dates).toEqual([]);
  });

  it('has the distance below the highest level so far', () => {
    expect(Array.from(drawdownOf(index).values)).toEqual([0, 0, expect.closeTo(-0.1, 12), 0]);
  });
});

const seriesOf = (values: number[]): ChartSeries => ({
  name: 'index',
  dates: values.map((_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)),
  values,
});

const levels = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 1, maxLength: 400 });

describe('downsampling', () => {
  it('keeps the first and the last point and both extremes, ascending, within the number asked for', () => {
    fc.assert(
      fc.property(levels, fc.integer({ min: 4, max: 300 }), (values, most) => {
        const kept = downsampled(seriesOf(values), most);
        const instants = kept.map(([instant]) => instant);
        const keptValues = kept.map(([, value]) => value);
        expect(kept.length).toBeLessThanOrEqual(most);
        expect([keptValues[0], keptValues.at(-1)]).toEqual([values[0], values.at(-1)]);
        expect(Math.min(...keptValues)).toBe(Math.min(...values));
        expect(Math.max(...keptValues)).toBe(Math.max(...values));
        expect(instants).toEqual([...new Set(instants)].sort((left, right) => left - right));
      }),
    );
  });

  it('leaves what is short enough', () => {
    expect(downsampled(seriesOf([2, 1]), 4)).toEqual([
      [Date.UTC(2024, 0, 1), 2],
      [Date.UTC(2024, 0, 2), 1],
    ]);
  });
});
