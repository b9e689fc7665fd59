import type { PriceMatrix } from '../shared/index-method';
import { buildPriceMatrix, type PriceRecord } from '../shared/price-matrix';
import { chained } from './chained';
import { SignalHistory } from './signal-history';

const DAY = 86_400_000;
const SPACING = 9;

/** All three trade every ninth day, A alone on each day between: a session in nine rows. */
const matrix = buildPriceMatrix(
  Array.from({ length: 40 * SPACING }, (_, day): PriceRecord[] => {
    const date = new Date(Date.parse('2023-01-01T00:00:00Z') + day * DAY).toISOString().slice(0, 10);
    const closes = { A: 100 + ((day * 5) % 13), B: 50 + ((day * 7) % 23), C: 20 + ((day * 11) % 17) };
    return Object.entries(closes)
      .filter(([symbol]) => symbol === 'A' || day % SPACING === 0)
      .map(([symbol, close]) => ({ symbol, date, close }));
  }).flat(),
);

const configuration = chained.parseConfiguration({
  scheme: 'momentum',
  rebalance_frequency: 'daily',
  lookback_days: 5,
  momentum_lookback_days: 5,
  min_history_days: 2,
  max_stale_days: 5,
  max_weight: 1,
});

function lastRows({ dates, symbols, closes }: PriceMatrix, first: number): PriceMatrix {
  return { dates: dates.slice(first), symbols, closes: closes.map((column) => column.slice(first)) };
}

describe('the rows before a checkpoint', () => {
  const full = chained.compute(matrix, configuration, 100);
  const rows = chained.lookbackRows(configuration) ?? NaN;

  it('are the reach of the signals, 40 days for a window of 5, and 31 days to recognise sessions', () => {
    expect(rows).toBe(40 + 31);
  });

  it('distinguish sessions from days on which one asset traded alone, as far back as signals look', () => {
    const checkpoints = full.rebalances.filter(({ date }) => matrix.dates.indexOf(date) > rows);
    expect(checkpoints.length).toBeGreaterThan(3);
    for (const rebalance of checkpoints) {
      const level = full.values[full.dates.indexOf(rebalance.date)] ?? NaN;
      const from = lastRows(matrix, matrix.dates.indexOf(rebalance.date) - rows);
      const resumed = chained.compute(from, configuration, 100, { level, rebalance });
      const after = full.dates.indexOf(rebalance.date) + 1;
      expect(resumed.dates).toEqual(full.dates.slice(after));
      expect(resumed.values).toEqual(full.values.slice(after));
    }
  });
});

it('signals read no close from before their reach in days, however few sessions that are', () => {
  const history = new SignalHistory(matrix, configuration);
  const newest = history.sessions.rows.length - 1;
  // Sessions 0, 9, 18, 27 and 36 days ago lie within 40 days; the sixth of the window lies 45 days ago.
  expect(history.closes(0, newest, 5)).toHaveLength(5);
  expect(history.countCloses(0, newest, 5)).toBe(5);
});
