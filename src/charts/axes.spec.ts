import fc from 'fast-check';
import { drawdownAxis, levelAxis, timeTicks } from './axes';
describe('the axis of levels', () => {
  it.each([
    { least: 96, most: 131, ticks: [90, 100, 110, 120, 130, 140] },
    { least: 100, most: 100, ticks: [99, 99.5, 100, 100.5, 101] },
    { least: 100, most: 100.00000001, ticks: [99, 99.5, 100, 100.5, 101] },
    { least: 0.001, most: 0.0013, ticks: [0.001, 0.0011, 0.0012, 0.0013] },
    { least: Infinity, most: -Infinity, ticks: [0, 20, 40, 60, 80, 100] },
  ])('from $least to $most has round ticks and holds both', ({ least, most, ticks }) => {
    expect(levelAxis({ least, most }, 4)).toEqual({
      logarithmic: false,
      least: ticks[0],
      most: ticks.at(-1),
      ticks,
    });
  });

  it('is logarithmic when the highest level is at least eight times the lowest', () => {
    expect(levelAxis({ least: 100, most: 799 }, 5).logarithmic).toBe(false);
    expect(levelAxis({ least: 100, most: 892 }, 5)).toMatchObject({ logarithmic: true, ticks: [100, 200, 500, 1000] });
  });

  it('has fewer ticks of each power of ten the more powers there are', () => {
    expect(levelAxis({ least: 90, most: 150_000 }, 5).ticks).toEqual([10, 100, 1000, 10_000, 100_000, 1_000_000]);
    expect(levelAxis({ least: 1, most: 1e7 }, 5).ticks).toHaveLength(8);
  });
});

const level = fc.double({ min: 1e-4, max: 1e7, noNaN: true });

it('every axis has ticks at or beyond both ends of the line, which takes more than half of its height', () => {
  fc.assert(
    fc.property(level, level, fc.integer({ min: 3, max: 12 }), (one, other, wanted) => {
      const [least, most] = [Math.min(one, other), Math.max(one, other)];
      const axis = levelAxis({ least, most }, wanted);
      const [first = NaN, last = NaN] = [axis.ticks[0], axis.ticks.at(-1)];
      expect([axis.least, axis.most]).toEqual([first, last]);
      expect(first).toBeLessThanOrEqual(least * (1 + 1e-9));
      expect(last).toBeGreaterThanOrEqual(most * (1 - 1e-9));
      const scale = axis.logarithmic ? Math.log : (value: number): number => value;
      const share = (scale(most) - scale(least)) / (scale(last) - scale(first));
      if (most - least > 1e-5 * most) expect(share).toBeGreaterThan(0.4);
      expect(axis.ticks.length).toBeLessThanOrEqual(Math.max(wanted + 3, 14));
    }),
    { numRuns: 2000 },
  );
});

describe('the axis of drawdowns', () => {
  it('goes from below the deepest up to 0', () => {
    expect(drawdownAxis({ least: -0.33, most: 0 }, 3)).toMatchObject({
      least: -0.4,
      most: 0,
      ticks: [-0.4, -0.3, -0.2, -0.1, 0],
    });
  });

  it('has a height without a drawdown', () => {
    expect(drawdownAxis({ least: 0, most: 0 }, 2).ticks).toEqual([-0.01, -0.005, 0]);
  });
});

const labels = (from: string, to: string, wanted: number): string =>
  timeTicks(Date.parse(from), Date.parse(to), wanted)
    .map(({ label }) => label)
    .join(' ');

describe('the ticks of the time axis', () => {
  it.each([
    ['2024-11-29', '2024-11-29', 8, '29 Nov 2024'],
    ['2024-11-28', '2024-12-02', 8, '28 Nov 2024 29 Nov 30 Nov 1 Dec 2 Dec'],
    ['2024-11-01', '2024-11-29', 8, '1 Nov 2024 8 Nov 15 Nov 22 Nov 29 Nov'],
    ['2023-11-02', '2024-03-15', 8, 'Dec 2024 Feb Mar'],
    ['2023-11-02', '2024-12-15', 8, '2024 Apr Jul Oct'],
    ['2020-01-02', '2024-11-29', 4, '2020 2022 2024'],
    ['1990-01-02', '2024-11-29', 9, '1990 1995 2000 2005 2010 2015 2020'],
  ])('from %s to %s, at most %i: %s', (from, to, wanted, expected) => {
    expect(labels(from, to, wanted)).toBe(expected.replace(/^(1990|2020) /, ''));
  });

  it('are none without days', () => {
    expect(timeTicks(Number.NaN, Number.NaN, 8)).toEqual([]);
  });
});
