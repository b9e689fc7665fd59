import { drawSvg, renderBarChart } from '../charts';
import { Markup, figures, page, picture, section, table } from './report-page';
import { AllocationContent, PerformanceContent, ReportContent, RiskContent } from './report';

const NONE = '–';
const PERCENT = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const SIGNED = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});
const NUMBER = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** For readers: two decimals, a typographic minus, a dash for what is undefined. */
export const percent = (fraction: number | null): string =>
  fraction === null ? NONE : minus(PERCENT.format(fraction));
const signedPercent = (fraction: number | null): string => (fraction === null ? NONE : minus(SIGNED.format(fraction)));
export const decimal = (value: number | null): string => (value === null ? NONE : minus(NUMBER.format(value)));

function minus(text: string): string {
  return text.replace('-', '\u2212');
}

const WIDTH = 800;
const HEIGHT = 460;
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
  const levels = `${decimal(content.startLevel)} to ${decimal(content.endLevel)}`;
  return [
    figures([
      { name: 'Return', value: signedPercent(content.totalReturn), note: levels },
      { name: 'A year', value: signedPercent(content.annualizedReturn), note: 'annualized by calendar days' },
      { name: 'Volatility a year', value: percent(content.volatility) },
      { name: 'Deepest drawdown', value: percent(content.maxDrawdown) },
      { name: 'Best day', value: signedPercent(best?.return ?? null), note: best?.date ?? '' },
      { name: 'Worst day', value: signedPercent(worst?.return ?? null), note: worst?.date ?? '' },
      { name: 'Days above zero', value: percent(content.positiveDays) },
      {
        name: 'Against the benchmark',
        value: signedPercent(benchmark?.excessReturn ?? null),
        note: benchmark === null ? 'none' : `${benchmark.name}: ${signedPercent(benchmark.totalReturn)}`,
      },
    ]),
    section('Levels and drawdown', await levelsPicture(content)),
    section(
      'Months',
      table(
        ['Month', 'Index', 'Benchmark', 'Difference'],
        months.map(({ month, return: own, benchmarkReturn: theirs }) => [
          month,
          signedPercent(own),
          signedPercent(theirs),
          signedPercent(theirs === null ? null : own - theirs),
        ]),
      ),
    ),
  ];
}

function allocationSections({ asOf, holdings, sectors, concentration }: AllocationContent): Markup[] {
  const bars = holdings.slice(0, MAX_BARS).map(bar);
  return [
    figures([
      { name: 'Holdings', value: String(holdings.length), note: `since ${asOf}` },
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
          sectors.map(({ sector, weight }) => ({ name: sector, value: weight, text: percent(weight) })),
          WIDTH,
        ),
      ),
    ),
    section(
      'All holdings',
      table(
        ['Symbol', 'Name', 'Sector', 'Weight'],
        holdings.map(({ symbol, name, sector, weight }) => [symbol, name, sector ?? '–', percent(weight)]),
        3,
      ),
    ),
  ];
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
      { name: 'Value at risk 95 %', value: percent(metrics.var_95), note: 'of a day; one in twenty is worse' },
      { name: 'Value at risk 99 %', value: percent(metrics.var_99), note: 'of a day; one in a hundred is worse' },
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
        drawdowns.map(({ peak, trough, recovered, depth }) => [peak, trough, recovered ?? 'not yet', percent(depth)]),
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
    ['Benchmark', 'Beta', 'Correlation', 'Tracking error', 'Information ratio'],
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

async function levelsPicture({ index, series, from, to }: PerformanceContent | RiskContent): Promise<Markup> {
  const chart = {
    title: index.name,
    index: series.index,
    ...(series.benchmark === null ? {} : { benchmark: series.benchmark }),
    source: `Method ${index.method}, ${index.currency}, ${from} to ${to}`,
  };
  return picture(await drawSvg(chart, { width: WIDTH, height: HEIGHT }));
}

function className(from: number | null, to: number | null): string {
  if (from === null) return `below ${signedPercent(to)}`;
  return to === null ? `${signedPercent(from)} and above` : `${signedPercent(from)} to ${signedPercent(to)}`;
}
