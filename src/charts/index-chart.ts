import type {
  EChartsOption,
  LegendComponentOption,
  LineSeriesOption,
  TitleComponentOption,
  XAXisComponentOption,
  YAXisComponentOption,
} from 'echarts';
import { timeTicks, type TimeTick, drawdownAxis, levelAxis, type ValueAxis } from './axes';
import { type ChartSeries, drawdownOf, extremesOf, type IndexChart, type Point, rebased, thinned } from './chart-data';
import {
  type ChartLayout,
  layoutOf,
  COLOURS,
  FONT,
  formatLevel,
  formatPercent,
  shortened,
  summaryOf,
  assertChartSize,
  type ChartSize,
  DEFAULT_CHART_SIZE,
} from './chart-style';

/** What the charting library draws: levels above, drawdown below, on one time axis in UTC. */
function chartOptions(chart: IndexChart, size: ChartSize): EChartsOption {
  const layout = layoutOf(size);
  const drawdown = drawdownOf(chart.index);
  const benchmark = chart.benchmark === undefined ? [] : benchmarkLine(chart.benchmark, chart.index);
  const levels = levelAxis(extremesOf(chart.index, ...benchmark), layout.levelTicks);
  const depths = drawdownAxis(extremesOf(drawdown), layout.drawdownTicks);
  const ticks = ticksOf(chart.index, layout);
  return {
    animation: false,
    useUTC: true,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FONT, color: COLOURS.text },
    title: titles(chart, summaryOf(chart.index, drawdown), layout),
    legend: legend([chart.index.name, ...benchmark.map(({ name }) => name)], layout),
    grid: [layout.upper, layout.lower],
    xAxis: [timeAxis(0, ticks, layout), timeAxis(1, ticks, layout)],
    yAxis: [
      valueAxis(
        { order: 0, name: levels.logarithmic ? 'Level, log scale' : 'Level', axis: levels, format: formatLevel },
        layout,
      ),
      valueAxis({ order: 1, name: 'Drawdown', axis: depths, format: formatPercent }, layout),
    ],
    series: [
      ...benchmark.map((series) => line(series.name, thinned(series, size.width), COLOURS.benchmark, 1.25)),
      line(chart.index.name, thinned(chart.index, size.width), COLOURS.index, 1.9),
      drawdownArea(thinned(drawdown, size.width)),
    ],
  };
}

/** None when no day is common. */
function benchmarkLine(benchmark: ChartSeries, index: ChartSeries): ChartSeries[] {
  const series = { ...rebased(benchmark, index), name: `${benchmark.name} (rebased)` };
  return series.dates.length > 0 ? [series] : [];
}

function titles({ title, source, demo }: IndexChart, summary: string, layout: ChartLayout): TitleComponentOption[] {
  const width = layout.textWidth;
  return [
    {
      text: demo === true ? `Demo market: ${title}` : title,
      subtext: summary || 'No values in this period',
      left: layout.margin,
      top: 18,
      itemGap: 6,
      padding: 0,
      textStyle: { fontSize: layout.titleSize, fontWeight: 600, color: COLOURS.text, width, overflow: 'truncate' },
      subtextStyle: { fontSize: layout.labelSize + 1, color: COLOURS.muted, width, overflow: 'break' },
    },
    {
      text: `Source: ${source}`,
      left: layout.margin,
      bottom: 14,
      padding: 0,
      textStyle: {
        fontSize: layout.labelSize - 1,
        fontWeight: 'normal',
        color: COLOURS.muted,
        width,
        overflow: 'truncate',
      },
    },
  ];
}

/** The lower panel is named by its axis. */
function legend(names: string[], layout: ChartLayout): LegendComponentOption {
  return {
    data: names,
    top: layout.legendTop,
    left: layout.margin,
    itemWidth: 18,
    itemHeight: 3,
    itemGap: 18,
    icon: 'rect',
    padding: 0,
    selectedMode: false,
    formatter: (name: string) => shortened(name, (layout.textWidth / names.length - 40) / (0.6 * layout.labelSize)),
    textStyle: { fontSize: layout.labelSize + 1, color: COLOURS.text },
  };
}

function ticksOf({ dates }: ChartSeries, layout: ChartLayout): TimeTick[] {
  return timeTicks(Date.parse(dates[0] ?? ''), Date.parse(dates.at(-1) ?? ''), layout.timeTicks);
}

function timeAxis(panel: number, ticks: readonly TimeTick[], layout: ChartLayout): XAXisComponentOption {
  const labelOn = new Map(ticks.map(({ instant, label }) => [instant, label]));
  const customValues = [...labelOn.keys()];
  return {
    type: 'time',
    gridIndex: panel,
    silent: true,
    axisLine: { onZero: false, lineStyle: { color: COLOURS.axis } },
    axisTick: { show: panel === 1, lineStyle: { color: COLOURS.axis }, customValues },
    splitLine: { show: false },
    axisLabel: {
      show: panel === 1,
      color: COLOURS.muted,
      fontSize: layout.labelSize,
      hideOverlap: true,
      customValues,
      formatter: (instant: number) => labelOn.get(instant) ?? '',
    },
  };
}

interface Panel {
  readonly order: number;
  readonly name: string;
  readonly axis: ValueAxis;
  readonly format: (value: number) => string;
}

function valueAxis({ order, name, axis, format }: Panel, layout: ChartLayout): YAXisComponentOption {
  const shared = {
    gridIndex: order,
    name,
    nameLocation: 'middle' as const,
    nameGap: layout.nameGap,
    nameTextStyle: { color: COLOURS.muted, fontSize: layout.labelSize },
    min: axis.least,
    max: axis.most,
    silent: true,
    axisLine: { show: false },
    splitLine: { lineStyle: { color: COLOURS.grid, width: 1 } },
    axisTick: { show: false, customValues: [...axis.ticks] },
    axisLabel: { color: COLOURS.muted, fontSize: layout.labelSize, customValues: [...axis.ticks], formatter: format },
  };
  return axis.logarithmic ? { type: 'log', ...shared } : { type: 'value', ...shared };
}

/** Without a second point there is no line to see. */
function line(name: string, points: Point[], color: string, width: number): LineSeriesOption {
  return {
    type: 'line',
    name,
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

function drawdownArea(points: Point[]): LineSeriesOption {
  return {
    ...line('Drawdown', points, COLOURS.drawdown, 1.1),
    xAxisIndex: 1,
    yAxisIndex: 1,
    areaStyle: { color: COLOURS.drawdown, opacity: 0.16, origin: 'end' },
  };
}

/** An SVG document; the same for the same arguments. Throws `RangeError` for a size out of `CHART_BOUNDS`. */
export async function renderIndexChart(chart: IndexChart, size: ChartSize = DEFAULT_CHART_SIZE): Promise<string> {
  assertChartSize(size);
  // Loading the library takes 0.2 s: only who draws loads it.
  const { init } = await import('echarts');
  const canvas = init(null, null, { renderer: 'svg', ssr: true, width: size.width, height: size.height });
  try {
    canvas.setOption(chartOptions(chart, size));
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
