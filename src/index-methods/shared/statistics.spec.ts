import fc from 'fast-check';
import { dayNumber } from '../shared/day-number';
import {
  pairwiseSum,
  mean,
  median,
  populationDeviation,
  quantileOfSorted,
  sampleDeviation,
} from '../shared/statistics';
describe('pairwise summation', () => {
  it.each([0, 1, 7, 8, 9, 127, 128, 129, 1000])('adds each of %i values once', (length) => {
    const values = Float64Array.from({ length }, (_, index) => index + 1);
    expect(pairwiseSum(values)).toBe((length * (length + 1)) / 2);
  });

  it('takes NaN for 0 and reads no further than asked', () => {
    expect(pairwiseSum(Float64Array.of(1, NaN, 2, 100), 3)).toBe(3);
  });

  it('keeps bits that adding one by one loses', () => {
    const tenths = new Float64Array(1000).fill(0.1);
    expect(Math.abs(pairwiseSum(tenths) - 100)).toBeLessThan(
      Math.abs(tenths.reduce((sum, value) => sum + value) - 100),
    );
  });
});

describe('statistics', () => {
  it('skip what is missing', () => {
    const values = Float64Array.of(NaN, 1, 2, NaN, 6);
    expect([mean(values), median(values)]).toEqual([3, 2]);
    expect(sampleDeviation(values)).toBeCloseTo(Math.sqrt(7), 14);
    expect(populationDeviation(values)).toBeCloseTo(Math.sqrt(14 / 3), 14);
  });

  it('are NaN without enough values', () => {
    const none = Float64Array.of(NaN);
    expect([mean(none), median(none), populationDeviation(none), quantileOfSorted(new Float64Array(), 0, 0.5)]).toEqual(
      [NaN, NaN, NaN, NaN],
    );
    expect(sampleDeviation(Float64Array.of(1, NaN))).toBe(NaN);
  });

  it('take the mean of the two middle values of an even count', () => {
    expect(median(Float64Array.of(4, 1, NaN, 3, 2))).toBe(2.5);
  });

  it('interpolate quantiles at (n - 1) times the fraction', () => {
    expect(quantileOfSorted(Float64Array.of(1, 2, 3), 3, 0.25)).toBe(1.5);
    expect(quantileOfSorted(Float64Array.of(1, 2, 3), 3, 1)).toBe(3);
  });

  it('see no deviation in values that do not move', () => {
    fc.assert(fc.property(fc.nat({ max: 300 }), (length) => sampleDeviation(new Float64Array(length + 2)) === 0));
  });
});

describe('day numbers', () => {
  it('count calendar days over months, leap days and clock changes', () => {
    expect(dayNumber('2024-03-01') - dayNumber('2024-02-28')).toBe(2);
    expect(dayNumber('2024-04-01') - dayNumber('2024-03-25')).toBe(7);
  });
});
