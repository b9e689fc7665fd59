import type {
  EChartsOption,
  GraphicComponentOption,
  LegendComponentOption,
  LineSeriesOption,
  TitleComponentOption,
  XAXisComponentOption,
  YAXisComponentOption,
} from 'echarts';
import { timeTicks, type TimeTick, drawdownAxis, levelAxis, type ValueAxis } from './axes';
import {
  type ChartSeries,
  drawdownOf,
  extremesOf,
  type IndexChart,
  type Point,
  rebased,
  downsampled,
} from './chart-data';
import {
  assertChartSize,
  type ChartLayout,
  type ChartSize,
  type ChartTheme,
  COLOURS,
  type Colours,
  DEFAULT_CHART_SIZE,
  FONT,
  LABEL_GAP,
  labelSizeOf,
  layoutOf,
  shortened,
  tickCounts,
  widthOf,
} from './chart-style';
import { endLabels, type EndLabel } from './end-labels';
import { formatChange, formatLevel, formatPercent, formatPeriod, plainTick, tickFormat } from './formats';

/** One of the two panels: its axis, and its lines, the last of which is drawn on top. */
interface Panel {
  readonly name: string;
  readonly axis: ValueAxis;
  readonly tick: (value: number) => string;
  readonly lines: readonly Line[];
}

interface Line {
  readonly series: ChartSeries;
  readonly color: string;
  /** The last value, as it stands at the end of the line. */
  readonly last: string;
}

/** What the charting library draws: levels above, drawdown below, on one axis of days. */
function chartOptions(chart: IndexChart, size: ChartSize, theme: ChartTheme): EChartsOption {
  const colours = COLOURS[theme];
  const drawdown = drawdownOf(chart.index);
  const [upper, lower] = [levelPanel(chart, size, colours), drawdownPanel(drawdown, size, colours)];
  const layout = layoutFor(chart, size, [upper, lower]);
  const ticks = ticksOf(chart.index, layout);
  return {
    animation: false,
    backgroundColor: colours.background,
    textStyle: { fontFamily: FONT, color: colours.text },
    title: titles(chart, summaryOf(chart.index, drawdown, layout), layout, colours),
    legend: legend(
      upper.lines.map(({ series }) => series.name),
      layout,
      colours,
    ),
    grid: [layout.upper, layout.lower],
    xAxis: [timeAxis(0, ticks, chart.index, layout, colours), timeAxis(1, ticks, chart.index, layout, colours)],
    yAxis: [valueAxis(0, upper, layout, colours), valueAxis(1, lower, layout, colours)],
    series: [
      ...upper.lines.map((each, position) =>
        line(each, downsampled(each.series, size.width), position === upper.lines.length - 1 ? 1.9 : 1.25),
      ),
      ...lower.lines.map((each) => drawdownArea(each, downsampled(each.series, size.width))),
    ],
    graphic: [...lastValues(upper, layout.upper, layout, size), ...lastValues(lower, layout.lower, layout, size)],
  };
}

function levelPanel({ index, benchmark }: IndexChart, size: ChartSize, colours: Colours): Panel {
  const compared = benchmark === undefined ? [] : benchmarkLine(benchmark, index);
  const axis = levelAxis(extremesOf(index, ...compared), tickCounts(size).levelTicks);
  return {
    name: axis.logarithmic ? 'Level, log scale' : 'Level',
    axis,
    tick: axis.logarithmic ? plainTick : tickFormat(axis.ticks, 'decimal'),
    lines: [
      ...compared.map((series) => ({ series, color: colours.benchmark, last: lastOf(series, formatLevel) })),
      { series: index, color: colours.index, last: lastOf(index, formatLevel) },
    ],
  };
}

function drawdownPanel(series: ChartSeries, size: ChartSize, colours: Colours): Panel {
  const axis = drawdownAxis(extremesOf(series), tickCounts(size).drawdownTicks);
  return {
    name: 'Drawdown',
    axis,
    tick: tickFormat(axis.ticks, 'percent'),
    lines: [{ series, color: colours.drawdown, last: lastOf(series, formatPercent) }],
  };
}

/** None when no day is common. */
function benchmarkLine(benchmark: ChartSeries, index: ChartSeries): ChartSeries[] {
  const series = { ...rebased(benchmark, index), name: `${benchmark.name} (rebased)` };
  return series.dates.length > 0 ? [series] : [];
}

function lastOf({ values }: ChartSeries, format: (value: number) => string): string {
  const last = values[values.length - 1];
  return last === undefined ? '' : format(last);
}

function layoutFor(chart: IndexChart, size: ChartSize, panels: readonly Panel[]): ChartLayout {
  const widest = (texts: readonly string[]): number =>
    Math.max(...texts.map((text) => widthOf(text, labelSizeOf(size))));
  return layoutOf(size, {
    title: chart.title !== undefined,
    notice: chart.notice !== undefined,
    left: widest(panels.flatMap(({ axis, tick }) => axis.ticks.map(tick))),
    right: widest(panels.flatMap(({ lines }) => lines.map(({ last }) => last))),
  });
}

const SEPARATOR = '  ·  ';

/** The figures that a reader looks for first: period, return, deepest drawdown. On one line, or on two. */
function summaryOf(index: ChartSeries, drawdown: ChartSeries, { summaryLines: lines }: ChartLayout): string {
  const { dates, values } = index;
  const [from, to] = [dates[0], dates.at(-1)];
  if (from === undefined || to === undefined) return 'No values in this period';
  const growth = (values[values.length - 1] ?? Number.NaN) / (values[0] ?? Number.NaN);
  const figures = [
    `return ${formatChange(growth - 1)}`,
    `deepest drawdown ${formatPercent(extremesOf(drawdown).least)}`,
  ];
  return [formatPeriod(from, to), figures.join(SEPARATOR)].join(lines === 1 ? SEPARATOR : '\n');
}

function titles(
  { title, notice, source }: IndexChart,
  summary: string,
  layout: ChartLayout,
  colours: Colours,
): TitleComponentOption[] {
  const width = layout.textWidth;
  const small = (text: string, color: string, place: TitleComponentOption): TitleComponentOption => ({
    ...place,
    text,
    left: layout.margin,
    padding: 0,
    textStyle: { fontSize: layout.labelSize, fontWeight: 'normal', color, width, overflow: 'truncate' },
  });
  const head = (text: string): TitleComponentOption => ({
    text,
    subtext: summary,
    left: layout.margin,
    top: 16,
    itemGap: 6,
    padding: 0,
    textStyle: { fontSize: layout.titleSize, fontWeight: 600, color: colours.text, width, overflow: 'truncate' },
    subtextStyle: { fontSize: layout.labelSize + 1, color: colours.muted, width, overflow: 'break' },
  });
  return [
    ...(title === undefined ? [] : [head(title)]),
    ...(notice === undefined ? [] : [small(notice, colours.notice, { top: layout.noticeTop })]),
    small(`Source: ${source}`, colours.muted, { bottom: 14 }),
  ];
}

/** The lower panel is named by its axis. */
function legend(names: readonly string[], layout: ChartLayout, colours: Colours): LegendComponentOption {
  const fontSize = layout.labelSize + 1;
  const [iconWidth, gap] = [18, 18];
  const room = layout.textWidth / names.length - iconWidth - gap;
  const total = names.reduce((width, name) => width + widthOf(name, fontSize) + iconWidth + gap, 0);
  return {
    data: [...names].reverse(),
    top: layout.legendTop,
    left: layout.margin,
    itemWidth: iconWidth,
    itemHeight: 3,
    itemGap: gap,
    icon: 'rect',
    padding: 0,
    selectedMode: false,
    formatter: (name: string) => (total <= layout.textWidth ? name : shortened(name, room / (0.55 * fontSize))),
    textStyle: { fontSize, color: colours.text },
  };
}

function ticksOf({ dates }: ChartSeries, layout: ChartLayout): TimeTick[] {
  return timeTicks(Date.parse(dates[0] ?? ''), Date.parse(dates.at(-1) ?? ''), layout.timeTicks);
}

const HALF_A_DAY = 43_200_000;

/** From the first day to the last; a single day stands in the middle. */
function timeAxis(
  panel: number,
  ticks: readonly TimeTick[],
  { dates }: ChartSeries,
  layout: ChartLayout,
  colours: Colours,
): XAXisComponentOption {
  const labelOn = new Map(ticks.map(({ instant, label }) => [instant, label]));
  const customValues = [...labelOn.keys()];
  const [first, last] = [Date.parse(dates[0] ?? '') || 0, Date.parse(dates.at(-1) ?? '') || 0];
  const room = first === last ? HALF_A_DAY : 0;
  return {
    type: 'value',
    gridIndex: panel,
    silent: true,
    min: first - room,
    max: last + room,
    axisLine: { onZero: false, lineStyle: { color: colours.axis } },
    axisTick: { show: panel === 1, lineStyle: { color: colours.axis }, customValues },
    splitLine: { show: false },
    axisLabel: {
      show: panel === 1,
      color: colours.muted,
      fontSize: layout.labelSize,
      hideOverlap: true,
      customValues,
      formatter: (instant: number) => labelOn.get(instant) ?? '',
    },
  };
}

function valueAxis(
  order: number,
  { name, axis, tick }: Panel,
  layout: ChartLayout,
  colours: Colours,
): YAXisComponentOption {
  const { labelSize, margin, upper } = layout;
  const shared = {
    gridIndex: order,
    name,
    nameLocation: 'middle' as const,
    nameMoveOverlap: false,
    nameGap: upper.left - margin - labelSize,
    nameTextStyle: { color: colours.muted, fontSize: labelSize },
    min: axis.least,
    max: axis.most,
    silent: true,
    axisLine: { show: false },
    splitLine: { lineStyle: { color: colours.grid, width: 1 } },
    axisTick: { show: false, customValues: [...axis.ticks] },
    axisLabel: {
      color: colours.muted,
      fontSize: labelSize,
      margin: LABEL_GAP,
      customValues: [...axis.ticks],
      formatter: tick,
    },
  };
  return axis.logarithmic ? { type: 'log', ...shared } : { type: 'value', ...shared };
}

/** Without a second point there is no line to see. */
function line({ series, color }: Line, points: Point[], width: number): LineSeriesOption {
  return {
    type: 'line',
    name: series.name,
    data: points,
    silent: true,
    emphasis: { disabled: true },
    showSymbol: points.length === 1,
    symbol: 'circle',
    symbolSize: 7,
    lineStyle: { color, width, join: 'round' },
    itemStyle: { color },
  };
}

function drawdownArea(drawdown: Line, points: Point[]): LineSeriesOption {
  return {
    ...line(drawdown, points, 1.1),
    name: 'Drawdown',
    xAxisIndex: 1,
    yAxisIndex: 1,
    areaStyle: { color: drawdown.color, opacity: 0.16, origin: 'end' },
  };
}

/** The last values at the right of a panel, each at the height of its line. */
function lastValues(
  { axis, lines }: Panel,
  { top, height, right }: ChartLayout['upper'],
  { labelSize }: ChartLayout,
  { width }: ChartSize,
): GraphicComponentOption[] {
  const labels = lines.flatMap(({ series, color, last }): EndLabel[] => {
    const value = series.values[series.values.length - 1];
    return value === undefined ? [] : [{ text: last, color, value }];
  });
  return endLabels(labels, axis, { top, height }, labelSize).map(({ text, color, y }) => ({
    type: 'text',
    silent: true,
    x: width - right + LABEL_GAP,
    y,
    style: { text, fill: color, fontSize: labelSize, fontFamily: FONT, fontWeight: 600, verticalAlign: 'middle' },
  }));
}

/** An SVG document; the same for the same arguments. Throws `RangeError` for a size out of `CHART_BOUNDS`. */
export async function renderIndexChart(
  chart: IndexChart,
  size: ChartSize = DEFAULT_CHART_SIZE,
  theme: ChartTheme = 'light',
): Promise<string> {
  assertChartSize(size);
  // Loading the library takes 0.2 s, so it is loaded for the first chart.
  const { init } = await import('echarts');
  const canvas = init(null, null, { renderer: 'svg', ssr: true, width: size.width, height: size.height });
  try {
    canvas.setOption(chartOptions(chart, size, theme));
    return withoutTraces(canvas.renderToSVGString());
  } finally {
    canvas.dispose();
  }
}

/**
 * The library numbers its drawings over the life of the process and puts in styles for a mouse: without both, the same
 * chart is the same text. Text in the picture has its quotation marks and brackets escaped, so it cannot match.
 */
function withoutTraces(svg: string): string {
  return svg
    .replace(/ class="zr\d+-cls-\d+"/g, '')
    .replace(/ pointer-events="visible"/g, '')
    .replace(/<style >[\s\S]*?<\/style>\n?/g, '')
    .replace(/(id="|"url\(#)zr\d+-/g, '$1chart-');
}
