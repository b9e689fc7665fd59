import { binaryCopy } from '../../../test/support/binary-copy';
import { Computation, SeriesChange } from './computation';
import { computeIndex } from './compute-index';

const DAYS = ['2024-01-29', '2024-01-30', '2024-01-31', '2024-02-01', '2024-02-02', '2024-02-05'];
const CLOSES = { a: [100, 110, 120, 132, 132, 150], b: [50, 50, 40, 40, 60, 55] };
const BENCHMARK = [10, 11, 10, 12, 11, 13];

const computation: Computation = {
  method: 'chained',
  configuration: { scheme: 'equal', min_history_days: 0, max_weight: 1 },
  baseValue: 100,
  constituents: [
    { id: 7, symbol: 'AAA' },
    { id: 3, symbol: 'BBB' },
  ],
  closes: binaryCopy([
    [{ int: [7] }, { date: DAYS }, { float: CLOSES.a }],
    [{ int: [3] }, { date: DAYS }, { float: CLOSES.b }],
  ]),
  benchmark: { id: 9, symbol: '^IDX' },
  benchmarkCloses: binaryCopy([[{ int: [9] }, { date: DAYS }, { float: BENCHMARK }]]),
  levelsBefore: [],
  stored: { indexValues: [], allocations: [], riskMetrics: [] },
};

const linesOf = ({ text }: SeriesChange): string[] => Buffer.from(text).toString().split('\n').slice(0, -1);

describe('a computation', () => {
  const full = computeIndex(computation);
  const levels = linesOf(full.indexValues).map((line) => line.split('\t'));

  it('writes a level, and the risk metrics since inception, for each day', () => {
    expect(levels.map(([date]) => date)).toEqual(DAYS);
    expect(linesOf(full.riskMetrics).map((line) => line.split('\t')[0])).toEqual(DAYS);
  });

  it('writes weights under the ids of the assets', () => {
    expect(linesOf(full.allocations)).toEqual([
      '2024-01-30\t7\t0.5\tf',
      '2024-01-30\t3\t0.5\tf',
      '2024-02-01\t7\t0.5\tf',
      '2024-02-01\t3\t0.5\tf',
    ]);
  });

  it('writes null for a metric that is not defined yet', () => {
    const [first = ''] = linesOf(full.riskMetrics);
    expect(first.split('\t').slice(0, 4)).toEqual(['2024-01-29', '0', '\\N', '\\N']);
  });

  it('that resumes writes the same lines from the checkpoint on, counting the levels before it', () => {
    const day = DAYS.indexOf('2024-02-01');
    const before = levels.slice(0, day + 1);
    const resumed = computeIndex({
      ...computation,
      checkpoint: {
        level: Number(before.at(-1)?.[1]),
        rebalance: { date: '2024-02-01', symbols: ['AAA', 'BBB'], weights: [0.5, 0.5] },
      },
      levelsBefore: binaryCopy([
        [{ date: before.map(([date = '']) => date) }, { float: before.map(([, level]) => Number(level)) }],
      ]),
    });
    expect(linesOf(resumed.indexValues)).toEqual(linesOf(full.indexValues).slice(day + 1));
    expect(linesOf(resumed.riskMetrics)).toEqual(linesOf(full.riskMetrics).slice(day + 1));
    expect(resumed.allocations.rows).toBe(0);
  });
});
