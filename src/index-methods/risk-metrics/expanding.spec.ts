import fc from 'fast-check';
import type { DatedLevels } from './dated-levels';
import { expandingRiskMetrics } from './expanding';
import type { RiskMetrics } from './risk-metrics';
import { riskMetrics } from './window';

/** Levels of a random walk on some of the days of half a year. */
const walks: fc.Arbitrary<DatedLevels> = fc
  .array(fc.option(fc.double({ min: -0.2, max: 0.25, noNaN: true }), { freq: 4 }), { minLength: 1, maxLength: 180 })
  .map((steps) => {
    let level = 100;
    const known = steps.flatMap((step, day) => {
      if (step === null) return [];
      level *= 1 + step;
      const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      return [{ date, level }];
    });
    return { dates: known.map(({ date }) => date), values: known.map((day) => day.level) };
  });

describe('metrics since inception', () => {
  it('are on every day those of the window that ends there, to 1e-10', () => {
    fc.assert(
      fc.property(walks, fc.option(walks, { nil: undefined }), fc.constantFrom(0, 0.05), (index, benchmark, rate) => {
        const expanding = expandingRiskMetrics(index, benchmark, rate);
        expect(expanding).toHaveLength(index.dates.length);
        expanding.forEach((metrics, position) => expectSame(metrics, windowUpTo(position, index, benchmark, rate)));
      }),
      { numRuns: 200 },
    );
  });

  it('are nothing for no levels', () => {
    expect(expandingRiskMetrics({ dates: [], values: [] })).toEqual([]);
  });
});

function windowUpTo(
  position: number,
  index: DatedLevels,
  benchmark: DatedLevels | undefined,
  rate: number,
): RiskMetrics {
  const values = Array.from(index.values).slice(0, position + 1);
  return riskMetrics({ dates: index.dates.slice(0, position + 1), values }, benchmark, rate);
}

function expectSame(actual: RiskMetrics, expected: RiskMetrics): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  const rightAll: (number | null)[] = Object.values(expected);
  Object.values(actual).forEach((left: number | null, order) => {
    const right = rightAll[order] ?? null;
    if (left === null || right === null) expect(left).toBe(right);
    else expect(Math.abs(left - right)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(right)));
  });
}
