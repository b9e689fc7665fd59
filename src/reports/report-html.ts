import {
  drawSvg,
  formatChange,
  formatDay,
  formatLevel,
  formatMonth,
  formatNumber,
  formatPercent,
  formatPeriod,
  formatPoints,
  renderBarChart,
} from '../charts';
import { Markup, figures, page, picture, section, table } from './report-page';
import { AllocationContent, PerformanceContent, ReportContent, RiskContent } from './report';

const NONE = '–';

/** Formats a number; null is a dash. */
const orDash =
  (format: (value: number) => string) =>
  (value: number | null): string =>
    value === null ? NONE : format(value);
const percent = orDash(formatPercent);
const change = orDash(formatChange);
const points = orDash(formatPoints);
const decimal = orDash(formatNumber);
const day = (date: string | null | undefined): string => (date ? formatDay(date) : '');

const WIDTH = 800;
const HEIGHT = 370;
const MAX_BARS = 20;

/** A self-contained page to read and to print, with charts. */
export async function reportHtml(content: ReportContent): Promise<string> {
  return page(content, await sectionsOf(content));
}

async function sectionsOf(content: ReportContent): Promise<Markup[]> {
  if (content.type === 'performance') return performanceSections(content);
  return content.type === 'allocation' ? allocationSections(content) : riskSections(content);
}

async function performanceSections(content: PerformanceContent): Promise<Markup[]> {
  const { benchmark, best, worst, months } = content;
  const levels = `${formatLevel(content.startLevel)} to ${formatLevel(content.endLevel)}`;
  return [
    figures([
      { name: 'Return', value: change(content.totalReturn), note: levels },
      { name: 'A year', value: change(content.annualizedReturn), note: 'annualized by calendar days' },
      { name: 'Volatility a year', value: percent(content.volatility) },
      { name: 'Deepest drawdown', value: percent(content.maxDrawdown) },
      { name: 'Best day', value: change(best?.return ?? null), note: day(best?.date) },
      { name: 'Worst day', value: change(worst?.return ?? null), note: day(worst?.date) },
      { name: 'Days above zero', value: percent(content.positiveDays) },
      {
        name: 'Against the benchmark',
        value: points(benchmark?.excessReturn ?? null),
        note: benchmark === null ? 'none' : benchmarkNote(benchmark, content),
      },
    ]),
    section('Levels and drawdown', await levelsPicture(content)),
    ...(months.length === 0 ? [] : [section('Months', monthTable(content))]),
  ];
}

/** Names the days when they are not those of the report. */
function benchmarkNote(
  { name, totalReturn, from, to }: NonNullable<PerformanceContent['benchmark']>,
  report: PerformanceContent,
): string {
  const isWhole = from === undefined || to === undefined || (from === report.from && to === report.to);
  return `${name}: ${change(totalReturn)}${isWhole ? '' : `, ${formatPeriod(from, to)}`}`;
}

function monthTable({ months, series }: PerformanceContent): Markup {
  return table(
    ['Month', 'Index', series.benchmark?.name ?? 'Benchmark', 'Difference'],
    months.map(({ month, return: own, benchmarkReturn: theirs, since, until }) => [
      `${formatMonth(month)}${partText(since ?? null, until ?? null)}`,
      change(own),
      change(theirs),
      points(theirs === null ? null : own - theirs),
    ]),
  );
}

/** Which part of its month a return is of; empty for the whole. */
function partText(since: string | null, until: string | null): string {
  const parts = [...(since === null ? [] : [`from ${day(since)}`]), ...(until === null ? [] : [`to ${day(until)}`])];
  return parts.length === 0 ? '' : ` (part: ${parts.join(' ')})`;
}

function allocationSections(content: AllocationContent): Markup[] {
  const { asOf, holdings, sectors, concentration } = content;
  const bars = holdings.slice(0, MAX_BARS).map(bar);
  return [
    figures([
      { name: 'Holdings', value: String(holdings.length), note: `since ${day(asOf)}` },
      { name: 'Largest', value: percent(concentration.largest) },
      { name: 'Five largest', value: percent(concentration.topFive) },
      { name: 'As concentrated as', value: decimal(concentration.effectiveHoldings), note: 'equal holdings' },
    ]),
    section(
      holdings.length > MAX_BARS ? `The ${MAX_BARS} largest holdings` : 'Holdings',
      picture(renderBarChart('Weights of the holdings', bars, WIDTH)),
    ),
    section(
      'Sectors',
      picture(
        renderBarChart(
          'Weights of the sectors',
          sectors.map(({ sector, weight }) => ({ name: sectorText(sector), value: weight, text: percent(weight) })),
          WIDTH,
        ),
      ),
    ),
    section(
      'All holdings',
      table(
        ['Symbol', 'Name', 'Sector', 'Weight'],
        holdings.map(({ symbol, name, sector, weight }) => [symbol, name, sectorText(sector ?? NONE), percent(weight)]),
        3,
      ),
    ),
  ];
}

/** A fund that follows the market is a holding like others; it is not what the index is compared with. */
function sectorText(sector: string): string {
  return sector === 'Benchmark' ? 'Market fund (held)' : sector;
}

function bar({ symbol, name, weight }: AllocationContent['holdings'][number]): {
  readonly name: string;
  readonly value: number;
  readonly text: string;
} {
  return { name: name === symbol ? symbol : `${symbol} ${name}`, value: weight, text: percent(weight) };
}

async function riskSections(content: RiskContent): Promise<Markup[]> {
  const { metrics, drawdowns, distribution } = content;
  return [
    figures([
      { name: 'Volatility a year', value: percent(metrics.volatility) },
      { name: 'Deepest drawdown', value: percent(metrics.max_drawdown) },
      { name: 'Drawdown now', value: percent(metrics.current_drawdown) },
      { name: 'Value at risk 95%', value: percent(metrics.var_95), note: 'of a day; one in twenty is worse' },
      { name: 'Value at risk 99%', value: percent(metrics.var_99), note: 'of a day; one in a hundred is worse' },
      { name: 'Sharpe ratio', value: decimal(metrics.sharpe_ratio), note: 'without risk-free rate' },
      { name: 'Sortino ratio', value: decimal(metrics.sortino_ratio) },
      { name: 'Calmar ratio', value: decimal(metrics.calmar_ratio) },
    ]),
    section('Levels and drawdown', await levelsPicture(content)),
    section('Against the benchmark', benchmarkTable(content)),
    section(
      'Deepest drawdowns',
      table(
        ['From', 'Deepest', 'Recovered', 'Depth'],
        drawdowns.map(({ peak, trough, recovered, depth }) => [
          day(peak),
          day(trough),
          recovered === null ? 'not yet' : day(recovered),
          percent(depth),
        ]),
        3,
      ),
    ),
    section(
      'Days by their return',
      picture(
        renderBarChart(
          'Days by their return',
          distribution.map(({ from, to, days }) => ({ name: className(from, to), value: days, text: String(days) })),
          WIDTH,
        ),
      ),
    ),
  ];
}

function benchmarkTable({ metrics, series }: RiskContent): Markup {
  const name = series.benchmark?.name ?? 'none';
  return table(
    ['Compared with', 'Beta', 'Correlation', 'Tracking error', 'Information ratio'],
    [
      [
        name,
        decimal(metrics.beta),
        decimal(metrics.correlation),
        percent(metrics.tracking_error),
        decimal(metrics.information_ratio),
      ],
    ],
  );
}

/** Without title and period: the page has them. */
async function levelsPicture({ index, series, source }: PerformanceContent | RiskContent): Promise<Markup> {
  const chart = {
    index: series.index,
    ...(series.benchmark === null ? {} : { benchmark: series.benchmark }),
    source: source === undefined ? `method ${index.method}` : `${source}; method ${index.method}`,
  };
  return picture(await drawSvg(chart, { width: WIDTH, height: HEIGHT }));
}

function className(from: number | null, to: number | null): string {
  if (from === null) return `below ${change(to)}`;
  return to === null ? `${change(from)} and above` : `${change(from)} to ${change(to)}`;
}
