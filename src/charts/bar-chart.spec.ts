import { renderBarChart } from './bar-chart';

const widths = (svg: string): number[] =>
  [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));

it('gives bars lengths in the proportion of their values', () => {
  const svg = renderBarChart('Weights', [bar('A', 0.6), bar('B', 0.3), bar('C', 0)], 600);
  const [a = 0, b = 0, c = 0] = widths(svg);
  expect([a > 200, b / a, c]).toEqual([true, expect.closeTo(0.5, 2), 0]);
});

it('is a picture of nothing when all values are 0', () => {
  expect(widths(renderBarChart('None', [bar('A', 0)], 600))).toEqual([0]);
});

it('lets no name out of its text', () => {
  const svg = renderBarChart('"><script>', [bar('<script>alert(1)</script>', 1)], 600);
  expect(svg).not.toContain('<script');
});

function bar(name: string, value: number): { name: string; value: number; text: string } {
  return { name, value, text: `${value}` };
}
