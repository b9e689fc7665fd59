import { addDays, weekday } from '../../src/platform/utils/days';
import type { ChartSeries, IndexChart } from '../../src/charts';

/** A chart with what its name tells; each is looked at in `npm run charts:gallery`. */
export interface ChartSituation {
  readonly name: string;
  readonly chart: IndexChart;
  readonly theme: 'light' | 'dark';
}

const SOURCE = 'Twelve Data; imported files';
const LONG =
  'Global Developed Markets Minimum Volatility Dividend Growth and Quality Factor Select Equity Index (Net Total Return)';

/** Weekdays from one day on. */
function weekdays(from: string, count: number): string[] {
  const days: string[] = [];
  for (let day = from; days.length < count; day = addDays(day, 1)) {
    if (weekday(day) !== 0 && weekday(day) !== 6) days.push(day);
  }
  return days;
}

/** A walk that is the same each time: it grows by `drift` a day, and wobbles. */
function walk(name: string, from: string, count: number, drift: number, seed: number): ChartSeries {
  let state = seed;
  let level = 100;
  const values = Array.from({ length: count }, (_, position) => {
    if (position === 0) return level;
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    level *= 1 + drift + (state / 2_147_483_648 - 0.5) * 0.022;
    return level;
  });
  return { name, dates: weekdays(from, count), values };
}

function levels(name: string, from: string, values: readonly number[]): ChartSeries {
  return { name, dates: weekdays(from, values.length), values };
}

const year = walk('AutoIndex', '2025-11-28', 261, 0.0006, 7);
const market = walk('S&P 500', '2025-11-28', 261, 0.0003, 42);
const crash = levels('AutoIndex', '2019-06-03', [
  ...Array.from({ length: 200 }, (_, day) => 100 + day * 0.4),
  ...Array.from({ length: 60 }, (_, day) => 180 * 0.968 ** day),
  ...Array.from({ length: 140 }, (_, day) => 26.4 + day * 0.21),
]);
/** From 100 to 892: equal distances mean equal returns. */
const tenfold = levels(
  'AutoIndex',
  '2012-01-02',
  Array.from({ length: 3700 }, (_, day) => 100 * 8.92 ** (day / 3699)),
);

const chart = (index: ChartSeries, benchmark?: ChartSeries, more: Partial<IndexChart> = {}): IndexChart => ({
  title: index.name,
  index,
  ...(benchmark === undefined ? {} : { benchmark }),
  source: SOURCE,
  ...more,
});

export const CHART_SITUATIONS: readonly ChartSituation[] = [
  { name: 'one-day', chart: chart(levels('AutoIndex', '2026-11-27', [132.84])), theme: 'light' },
  {
    name: 'one-month',
    chart: chart(walk('AutoIndex', '2026-11-02', 20, 0.001, 3), walk('S&P 500', '2026-11-02', 20, 0, 5)),
    theme: 'light',
  },
  {
    name: 'forty-years',
    chart: chart(walk('AutoIndex', '1986-01-02', 10_440, 0.0004, 11), walk('S&P 500', '1986-01-02', 10_440, 0.0003, 2)),
    theme: 'light',
  },
  { name: 'flat', chart: chart(levels('AutoIndex', '2026-01-02', new Array(200).fill(100))), theme: 'light' },
  { name: 'crash', chart: chart(crash), theme: 'light' },
  { name: 'log', chart: chart(tenfold), theme: 'light' },
  { name: 'dark', chart: chart(year, market), theme: 'dark' },
  { name: 'no-benchmark', chart: chart(year), theme: 'light' },
  {
    name: 'demo',
    chart: chart(year, market, {
      notice: 'Demo market: the prices are made up.',
      source: 'demo market (made-up prices)',
    }),
    theme: 'light',
  },
  {
    name: 'long-names',
    chart: chart({ ...year, name: LONG }, { ...market, name: LONG }, { source: `${LONG}; ${LONG}` }),
    theme: 'light',
  },
];
