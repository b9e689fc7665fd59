import fc from 'fast-check';
import { endLabels } from './end-labels';

const axis = { logarithmic: false, least: 0, most: 100, ticks: [0, 100] };
const panel = { top: 50, height: 200 };
const label = (value: number): { text: string; color: string; value: number } => ({
  text: `${value}`,
  color: '',
  value,
});

it('a label stands at the height of its value, on a logarithmic axis too', () => {
  expect(endLabels([label(25)], axis, panel, 12)[0]?.y).toBe(200);
  const logarithmic = { ...axis, logarithmic: true, least: 1 };
  expect(endLabels([label(10)], logarithmic, panel, 12)[0]?.y).toBeCloseTo(150, 10);
});

it('labels neither overlap nor leave the panel', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (one, other) => {
        const heights = endLabels([label(one), label(other)], axis, panel, 12).map(({ y }) => y);
        expect(Math.abs((heights[1] ?? 0) - (heights[0] ?? 0))).toBeGreaterThanOrEqual(14.99);
        expect(Math.min(...heights)).toBeGreaterThanOrEqual(50);
        expect(Math.max(...heights)).toBeLessThanOrEqual(250);
      },
    ),
  );
});
