/**
 * What the two methods make of the same closes: `npm run bench:methods -- <closes.csv>` (header symbol,date,close; SPY is the
 * benchmark). Prints the tables of docs/index-methods.md.
 */
import { readFileSync } from 'node:fs';
import {
  applySplits,
  buildPriceMatrix,
  getIndexMethod,
  type IndexSeries,
  type PriceMatrix,
  type Rebalance,
  riskMetrics,
  type Split,
} from '../src/index-methods';
import { finalReturns } from '../src/index-methods/autoindex-v1/autoindex-v1';
import { cleanPrices } from '../src/index-methods/autoindex-v1/cleaning';
import { parseAutoindexV1Configuration } from '../src/index-methods/autoindex-v1/configuration';

const BASE = 100;

interface Level {
  readonly dates: readonly string[];
  readonly values: ArrayLike<number>;
}

function readMatrix(path: string): PriceMatrix {
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return buildPriceMatrix(
    lines.map((line) => {
      const [symbol = '', date = '', close = ''] = line.trim().split(',');
      return { symbol, date, close: Number(close) };
    }),
  );
}

function compute(matrix: PriceMatrix, name: string, raw: object): IndexSeries {
  const method = getIndexMethod(name);
  return method.compute(matrix, method.parseConfiguration(raw), BASE);
}

/**
 * What a reader of the published weights earns who buys them at the close of their day and holds until the next ones. The
 * weight of an asset that is not listed yet stays cash, as it earns nothing in the original either.
 */
function bought(matrix: PriceMatrix, rebalances: readonly Rebalance[], from: number): Level {
  const values: number[] = [];
  const last = new Map<string, number>();
  let units = new Map<string, number>();
  let cash = BASE;
  let order = 0;
  const worth = (): number => [...units].reduce((sum, [symbol, unit]) => sum + unit * (last.get(symbol) ?? 0), cash);
  matrix.dates.forEach((date, row) => {
    matrix.symbols.forEach((symbol, column) => {
      const close = matrix.closes[column]?.[row] ?? Number.NaN;
      if (!Number.isNaN(close)) last.set(symbol, close);
    });
    if (row < from) return;
    const level = worth();
    values.push(level);
    const rebalance = rebalances[order];
    if (rebalance?.date !== date) return;
    order += 1;
    const parts = rebalance.symbols.map((symbol, position): [string, number] => [
      symbol,
      last.has(symbol) ? level * (rebalance.weights[position] ?? 0) : 0,
    ]);
    units = new Map(parts.map(([symbol, part]) => [symbol, part / (last.get(symbol) ?? 1)]));
    cash = level - parts.reduce((sum, [, part]) => sum + part, 0);
  });
  return { dates: matrix.dates.slice(from), values };
}

function closesOf(matrix: PriceMatrix, symbol: string): Level {
  const closes = matrix.closes[matrix.symbols.indexOf(symbol)] ?? new Float64Array(0);
  const rows = [...closes.keys()].filter((row) => !Number.isNaN(closes[row]));
  return { dates: rows.map((row) => matrix.dates[row] ?? ''), values: rows.map((row) => closes[row] ?? Number.NaN) };
}

const percent = (value: number | null): string => (value === null ? '-' : `${(100 * value).toFixed(1)} %`);
const number = (value: number | null | undefined): string => value?.toFixed(2) ?? '-';

function since(level: Level, first: string): Level {
  const start = level.dates.findIndex((date) => date >= first);
  return { dates: level.dates.slice(start), values: Array.from(level.values).slice(start) };
}

function printRow(name: string, level: Level, benchmark: Level): void {
  const metrics = riskMetrics(level, benchmark);
  const cells = [
    name,
    `× ${number((metrics.total_return ?? 0) + 1)}`,
    percent(metrics.annualized_return),
    percent(metrics.volatility),
    number(metrics.sharpe_ratio),
    percent(metrics.max_drawdown),
    number(metrics.beta),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

/** Largest relative change of values already published, when the rest of the closes arrives. */
function revision(matrix: PriceMatrix, name: string, raw: object): number {
  const known = matrix.dates.findLastIndex((date) => date <= '2019-12-31') + 1;
  const closes = matrix.closes.map((column) => column.slice(0, known));
  const before = compute({ ...matrix, dates: matrix.dates.slice(0, known), closes }, name, raw);
  const after = compute(matrix, name, raw);
  const valueOn = new Map(after.dates.map((date, position) => [date, after.values[position] ?? Number.NaN]));
  return before.dates.reduce((largest, date, position) => {
    const change = Math.abs((valueOn.get(date) ?? Number.NaN) / (before.values[position] ?? Number.NaN) - 1);
    return Number.isNaN(change) ? largest : Math.max(largest, change);
  }, 0);
}

function replacedReturns(matrix: PriceMatrix): { replaced: number; all: number; worst: string[] } {
  const configuration = parseAutoindexV1Configuration({});
  const cleaned = cleanPrices(matrix, configuration.min_price, configuration.max_forward_fill_days);
  const clean = finalReturns(cleaned, configuration);
  const raw = finalReturns(cleaned, {
    ...configuration,
    min_daily_return: -1e9,
    max_daily_return: 1e9,
    outlier_std_threshold: Number.MAX_VALUE,
  });
  const moved: { text: string; size: number }[] = [];
  let all = 0;
  raw.forEach((returns, column) => {
    returns.forEach((value, row) => {
      if (Number.isNaN(value)) return;
      all += 1;
      const used = clean[column]?.[row] ?? Number.NaN;
      if (used !== value) {
        const text = `${cleaned.symbols[column]} ${cleaned.dates[row]} ${percent(value)} → ${percent(used)}`;
        moved.push({ text, size: Math.abs(value - used) });
      }
    });
  });
  moved.sort((left, right) => right.size - left.size);
  return { replaced: moved.length, all, worst: moved.slice(0, 5).map(({ text }) => text) };
}

/** The closes before a split as they were printed: what both methods make of them, and after `applySplits`. */
function splitEffect(matrix: PriceMatrix, split: Split): void {
  const { symbol, date, ratio } = split;
  const column = matrix.symbols.indexOf(symbol);
  const raw = matrix.closes.map((closes, position) =>
    position === column
      ? closes.map((close, row) => ((matrix.dates[row] ?? '') < date ? ratio * close : close))
      : closes,
  );
  const unadjusted = { ...matrix, closes: raw };
  const adjusted = applySplits(unadjusted, [split]);
  for (const name of ['autoindex-v1', 'chained']) {
    const reference = compute(matrix, name, {}).values.at(-1) ?? Number.NaN;
    const change = (given: PriceMatrix): string =>
      ((compute(given, name, {}).values.at(-1) ?? Number.NaN) / reference - 1).toExponential(1);
    console.log(`| ${name} | ${change(unadjusted)} | ${change(adjusted)} |`);
  }
}

function main(path: string): void {
  const matrix = readMatrix(path);
  const benchmark = closesOf(matrix, 'SPY');
  const sameSchedule = { rebalance_frequency: 'weekly', max_weight: 1 };
  const v1 = compute(matrix, 'autoindex-v1', {});
  const v1Daily = compute(matrix, 'autoindex-v1', { rebalance_frequency: 'daily' });
  const chainedWeekly = compute(matrix, 'chained', sameSchedule);
  const first =
    [v1, v1Daily, chainedWeekly]
      .map(({ dates }) => dates[0] ?? '')
      .sort()
      .at(-1) ?? '';
  const row = (name: string, level: Level): void => printRow(name, since(level, first), benchmark);
  const startOf = (series: IndexSeries): number => matrix.dates.indexOf(series.dates[0] ?? '');

  console.log(`\n${matrix.symbols.length} symbols, ${first} to ${matrix.dates.at(-1)}\n`);
  console.log('| series | growth | a year | volatility | Sharpe | drawdown | beta |\n|---|---|---|---|---|---|---|');
  row('`autoindex-v1` weekly, as published', v1);
  row('its weights bought at the close of their day', bought(matrix, v1.rebalances, startOf(v1)));
  row('`autoindex-v1` daily, as published', v1Daily);
  row('its weights bought at the close of their day', bought(matrix, v1Daily.rebalances, startOf(v1Daily)));
  row('`chained` weekly, no cap', chainedWeekly);
  row('`chained` defaults (monthly, cap 25 %)', compute(matrix, 'chained', {}));
  row('SPY', benchmark);

  console.log('\n| values up to 2019, when the closes of 2020 to 2024 arrive | largest change |\n|---|---|');
  console.log(`| autoindex-v1 | ${percent(revision(matrix, 'autoindex-v1', {}))} |`);
  console.log(`| chained | ${percent(revision(matrix, 'chained', {}))} |`);

  const { replaced, all, worst } = replacedReturns(matrix);
  console.log(
    `\nautoindex-v1 replaces ${replaced} of ${all} returns (${percent(replaced / all)}): ${worst.join('; ')}`,
  );
  for (const [name, series] of Object.entries({ 'autoindex-v1': v1, chained: chainedWeekly })) {
    const held = new Set(series.rebalances.flatMap(({ symbols }) => symbols));
    console.log(`${name} never holds: ${matrix.symbols.filter((symbol) => !held.has(symbol)).join(' ') || 'none'}`);
  }
  console.log(
    '\n| GE 1:8 on 2021-08-02: change of the last value | closes as printed | after applySplits |\n|---|---|---|',
  );
  splitEffect(matrix, { symbol: 'GE', date: '2021-08-02', ratio: 1 / 8 });
}

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: npm run bench:methods -- <closes.csv>');
  process.exitCode = 2;
} else {
  main(path);
}
