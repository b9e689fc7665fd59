import { setImmediate } from 'node:timers/promises';
import { CHART_BOUNDS, DEFAULT_CHART_SIZE, drawPng, drawSvg } from '../../src/charts';
import { COLOURS, widthOf } from '../../src/charts/chart-style';
import { CHART_SITUATIONS } from '../support/chart-situations';

const SIZES = [
  ['default', DEFAULT_CHART_SIZE],
  ['narrowest', { width: CHART_BOUNDS.width.least, height: CHART_BOUNDS.height.least }],
  ['largest', { width: CHART_BOUNDS.width.most, height: CHART_BOUNDS.height.most }],
] as const;

interface Box {
  readonly text: string;
  readonly color: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** How much of a text stands left of its anchor. */
const SHARE_BEFORE = new Map([
  ['middle', 0.5],
  ['end', 1],
]);

const TEXT = /<text([^>]*)>([^<]*)<\/text>/g;

/** Where the texts of a picture stand. Those on their side are left out. */
function boxesOf(svg: string): Box[] {
  return [...svg.matchAll(TEXT)].flatMap(([, attributes = '', escaped = '']) => {
    const [, x, y] = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(attributes) ?? [];
    if (x === undefined || y === undefined) return [];
    const number = (form: RegExp): number => Number(form.exec(attributes)?.[1] ?? 0);
    const size = number(/font-size:(\d+)px/);
    const text = escaped.replaceAll('&amp;', '&').trim();
    // Estimates are on the safe side by a tenth or so.
    const width = widthOf(text, size) * 0.9;
    const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? 'start';
    const left = Number(x) + number(/ x="([-\d.]+)"/) - width * (SHARE_BEFORE.get(anchor) ?? 0);
    const middle = Number(y) + number(/ y="([-\d.]+)"/);
    const color = /fill="([^"]*)"/.exec(attributes)?.[1] ?? '';
    return [{ text, color, left, right: left + width, top: middle - size * 0.4, bottom: middle + size * 0.4 }];
  });
}

const overlap = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

describe.each(CHART_SITUATIONS.map((situation) => [situation.name, situation] as const))(
  'the chart of %s',
  (_name, { chart, theme }) => {
    const { values } = chart.index;
    const last = values[values.length - 1] ?? Number.NaN;

    it.each(SIZES)('has every text inside the picture, and none over another, at the %s size', async (_size, size) => {
      const boxes = boxesOf(await drawSvg(chart, size, theme));
      expect(boxes.length).toBeGreaterThan(8);
      const outside = boxes.filter(
        ({ left, right, top, bottom }) => left < 0 || top < 0 || right > size.width || bottom > size.height,
      );
      expect(outside).toEqual([]);
      const pairs = boxes.flatMap((one, order) => boxes.slice(order + 1).map((other) => [one, other] as const));
      expect(pairs.filter(([one, other]) => overlap(one, other))).toEqual([]);
    });

    it.each(SIZES)(
      'has ticks around its levels and the last one at the end of its line, at the %s size',
      async (_size, size) => {
        const boxes = boxesOf(await drawSvg(chart, size, theme));
        const ticks = boxes
          .filter(({ color, text }) => color === COLOURS[theme].muted && /^[\d,.]+$/.test(text))
          .filter(({ text }) => !/^(19|20)\d\d$/.test(text))
          .map(({ text }) => Number(text.replaceAll(',', '')));
        expect(Math.min(...ticks)).toBeLessThanOrEqual(Math.min(...Array.from(values)));
        expect(Math.max(...ticks)).toBeGreaterThanOrEqual(Math.max(...Array.from(values)));
        const [label] = boxes.filter(({ color, text }) => color === COLOURS[theme].index && text !== '');
        expect(Number(label?.text.replaceAll(',', ''))).toBeCloseTo(last, 1);
        expect(label?.left).toBeGreaterThan(size.width / 2);
      },
    );

    it('names title, period and source once, and has the colours of its theme only', async () => {
      const svg = await drawSvg(chart, DEFAULT_CHART_SIZE, theme);
      const texts = boxesOf(svg).map(({ text }) => text);
      expect(texts.filter((text) => text.includes('deepest drawdown'))).toHaveLength(1);
      expect(texts.filter((text) => text.startsWith('Source: '))).toHaveLength(1);
      const other = theme === 'dark' ? 'light' : 'dark';
      expect(svg).not.toContain(COLOURS[other].background);
      expect(svg).toContain(`fill="${COLOURS[theme].background}"`);
    });

    it('is a PNG of the same size', async () => {
      const png = await drawPng(chart, DEFAULT_CHART_SIZE, theme);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([960, 600]);
      expect(png.length).toBeGreaterThan(5_000);
    });
  },
);

it('a chart without a title, as in a report, has neither title nor period', async () => {
  const [{ chart } = { chart: undefined }] = CHART_SITUATIONS;
  if (chart === undefined) throw new Error('there are situations');
  const { title, ...untitled } = chart;
  const texts = boxesOf(await drawSvg(untitled, DEFAULT_CHART_SIZE)).map(({ text }) => text);
  expect(texts.filter((text) => text === title)).toHaveLength(1);
  expect(texts.join()).not.toContain('deepest drawdown');
});

it('a PNG has letters without a font of the machine, and is the same each time', async () => {
  const [situation] = CHART_SITUATIONS;
  if (situation === undefined) throw new Error('there are situations');
  const size = { width: 320, height: 280 };
  const png = await drawPng(situation.chart, size);
  const renamed = await drawPng({ ...situation.chart, title: 'Another' }, size);
  expect((await drawPng(situation.chart, size)).equals(png)).toBe(true);
  expect(renamed.equals(png)).toBe(false);
});

it('the event loop turns while the largest picture is drawn', async () => {
  const [, , fortyYears] = CHART_SITUATIONS;
  if (fortyYears === undefined) throw new Error('there are situations');
  let drawn = false;
  const drawing = drawPng(fortyYears.chart, { width: 2400, height: 1600 }).finally(() => (drawn = true));
  let turns = 0;
  for (; !drawn; turns += 1) await setImmediate();
  await drawing;
  expect(turns).toBeGreaterThan(1_000);
});

it('a drawing that fails leaves the next one alone', async () => {
  const [situation] = CHART_SITUATIONS;
  if (situation === undefined) throw new Error('there are situations');
  await expect(drawSvg(situation.chart, { width: 1, height: 1 })).rejects.toThrow('width');
  expect(await drawSvg(situation.chart, DEFAULT_CHART_SIZE)).toMatch(/^<svg /);
});
