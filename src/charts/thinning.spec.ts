import fc from 'fast-check';
import type { ChartSeries } from './chart-data';
import { thinned } from './thinning';

const seriesOf = (values: number[]): ChartSeries => ({
  name: 'index',
  dates: values.map((_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)),
  values,
});

const levels = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 1, maxLength: 400 });

describe('thinning', () => {
  it('keeps the first and the last point and both extremes, ascending, within the number asked for', () => {
    fc.assert(
      fc.property(levels, fc.integer({ min: 4, max: 300 }), (values, most) => {
        const kept = thinned(seriesOf(values), most);
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
    expect(thinned(seriesOf([2, 1]), 4)).toEqual([
      [Date.UTC(2024, 0, 1), 2],
      [Date.UTC(2024, 0, 2), 1],
    ]);
  });
});
