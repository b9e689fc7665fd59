import type { IndexChart } from './chart-data';
import { CHART_BOUNDS } from './chart-style';
import { renderIndexChart } from './index-chart';

const dates = Array.from({ length: 300 }, (_, day) => new Date(Date.UTC(2023, 0, 2 + day)).toISOString().slice(0, 10));
const values = dates.map((_, day) => 100 * (1 + Math.sin(day / 20) / 5 + day / 1000));
const index = { name: 'AutoIndex', dates, values };
const benchmark = { name: 'SPY', dates, values: values.map((value, day) => 4 * value + day) };
const chart: IndexChart = { title: 'AutoIndex against SPY', index, benchmark, source: 'own closes' };

const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1] ?? '');

describe('the chart of an index', () => {
  it('says what it shows: title, period and figures, legend, axes, source', async () => {
    const texts = textsOf(await renderIndexChart(chart));
    for (const wanted of ['AutoIndex against SPY', 'AutoIndex', 'SPY (rebased)', 'Drawdown', 'Level', 'Jul']) {
      expect(texts).toContain(wanted);
    }
    expect(texts).toContain('Source: own closes');
    expect(texts.join(' ')).toMatch(
      /2 Jan 2023 – 28 Oct 2023 {2}· {2}return \+\d+\.\d\d% {2}· {2}deepest drawdown −\d+\.\d\d%/,
    );
  });

  it('shows a notice, such as that prices are made up', async () => {
    expect(textsOf(await renderIndexChart({ ...chart, notice: 'Demo market' }))).toContain('Demo market');
  });

  it('has the return and the deepest drawdown of what it shows', async () => {
    const fallen = { name: 'AutoIndex', dates: dates.slice(0, 4), values: [100, 120, 90, 110] };
    const texts = textsOf(await renderIndexChart({ title: 'Fallen', index: fallen, source: 'own closes' }));
    expect(texts.join(' ')).toMatch(/return \+10\.00% {2}· {2}deepest drawdown −25\.00%/);
  });

  it('is the same text each time', async () => {
    expect(await renderIndexChart(chart)).toBe(await renderIndexChart(chart));
  });

  it('draws every value of a short series', async () => {
    const lineOf = (svg: string): number =>
      Math.max(...[...svg.matchAll(/ d="([^"]*)"/g)].map(([, d = '']) => d.split('L').length));
    expect(lineOf(await renderIndexChart(chart))).toBeGreaterThanOrEqual(299);
  });

  it('draws two lines with a benchmark, one without it, and one when they have no day in common', async () => {
    const elsewhere = { name: 'SPY', dates: ['1999-01-04'], values: [1] };
    const alone = { title: 'AutoIndex', index, source: chart.source };
    expect(textsOf(await renderIndexChart(alone)).join()).not.toContain('SPY (rebased)');
    expect(textsOf(await renderIndexChart({ ...chart, benchmark: elsewhere })).join()).not.toContain('SPY (rebased)');
  });

  it('draws a single value as a dot', async () => {
    const single = { ...index, dates: dates.slice(0, 1), values: values.slice(0, 1) };
    const svg = await renderIndexChart({ ...chart, index: single });
    expect(svg).not.toContain('NaN');
    expect(svg).toMatch(/<path d="M1 0A1 1 0 1 1 1 -0\.1A/);
  });

  it('says so when there is no value', async () => {
    const svg = await renderIndexChart({ ...chart, index: { ...index, dates: [], values: [] } });
    expect(textsOf(svg)).toContain('No values in this period');
    expect(svg).not.toContain('NaN');
  });

  it.each([
    ['the default size', undefined],
    ['a narrow size', { width: CHART_BOUNDS.width.least, height: CHART_BOUNDS.height.least }],
    ['a wide size', { width: CHART_BOUNDS.width.most, height: CHART_BOUNDS.height.most }],
  ])('is well-formed XML without a script at %s, whatever the names are', async (_, size) => {
    const hostile = `<script>alert("1")</script> & 'zr1-c0' ]]>`;
    const svg = await renderIndexChart(
      {
        title: hostile,
        source: hostile,
        index: { ...index, name: hostile },
        benchmark: { ...benchmark, name: hostile },
      },
      size,
    );
    expect(unclosedElements(svg)).toEqual([]);
    expect(svg).not.toContain('<script');
    expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;|#x27;)/);
  });

  it.each([
    [{ width: 319, height: 600 }, 'width'],
    [{ width: 2401, height: 600 }, 'width'],
    [{ width: 960.5, height: 600 }, 'width'],
    [{ width: 960, height: 0 }, 'height'],
    [{ width: 960, height: Number.NaN }, 'height'],
  ])('refuses the size %j', (size, side) => {
    return expect(renderIndexChart(chart, size)).rejects.toThrow(side);
  });
});

/** Elements that are opened and not closed, or closed and not opened; attributes must be name="value". */
function unclosedElements(svg: string): string[] {
  const open: string[] = [];
  const rest = svg.replace(/<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_, end, name, __, empty) => {
    if (end === '/' && open.at(-1) === name) open.pop();
    else if (empty !== '/') open.push(String(name));
    return '';
  });
  return rest.includes('<') ? [...open, rest.slice(rest.indexOf('<'), 80)] : open;
}
