import { buildPriceMatrix } from '../shared/price-matrix';
import { parseChainedConfiguration } from './configuration';
import { SignalHistory } from './signal-history';
import { eligibleColumns, targetWeights } from './target-weights';

const configuration = parseChainedConfiguration({
  lookback_days: 2,
  momentum_lookback_days: 1,
  min_history_days: 3,
  max_stale_days: 1,
});

/** One character a session: x has a close, . has none. Two assets that always trade keep every day a session. */
function isEligible(closes: string): boolean {
  const records = [...closes].flatMap((mark, day) => {
    const date = `2024-01-${String(day + 1).padStart(2, '0')}`;
    const symbols = mark === 'x' ? ['ASSET', 'ONE', 'TWO'] : ['ONE', 'TWO'];
    return symbols.map((symbol) => ({ symbol, date, close: 1 }));
  });
  const matrix = buildPriceMatrix(records);
  const column = matrix.symbols.indexOf('ASSET');
  return eligibleColumns(new SignalHistory(matrix, configuration), closes.length - 1, configuration).includes(column);
}

describe('eligibility with 3 returns of history and closes at most 1 session old', () => {
  it.each([
    ['xxxx', true, 'four closes are three returns'],
    ['..xxx', false, 'a late listing with two returns waits'],
    ['...xxxx', true, 'a late listing enters with its third return'],
    ['xxxxxx.', true, 'a close of the session before is fresh'],
    ['xxxxxx..', false, 'a halt of two sessions is stale'],
    ['xxxxxx..x', true, 'it returns with its next close'],
    ['xxxxxx....x', false, 'a long halt costs the history: four closes in seven sessions are needed'],
    ['x.x.x.x', true, 'one that trades every other session is just liquid enough'],
    ['xx..x..x', false, 'one that trades less is not'],
  ])('%s: %s, because %s', (closes, expected) => {
    expect(isEligible(closes)).toBe(expected);
  });
});

/** Closes a session, by symbol; `null` is a gap. The last one is the reference session. */
function weightsOf(raw: object, closes: Readonly<Record<string, readonly (number | null)[]>>): Record<string, number> {
  const configuration = parseChainedConfiguration({
    lookback_days: 3,
    momentum_lookback_days: 3,
    min_history_days: 0,
    max_weight: 1,
    ...raw,
  });
  const matrix = buildPriceMatrix(
    Object.entries(closes).flatMap(([symbol, series]) =>
      series.flatMap((close, day) => (close === null ? [] : [{ symbol, date: `2024-01-0${day + 1}`, close }])),
    ),
  );
  const history = new SignalHistory(matrix, configuration);
  const { columns, weights } = targetWeights(history, matrix.dates.length - 1, configuration);
  const entries = columns.map((column, position): [string, number] => [
    matrix.symbols[column] ?? '',
    weights[position] ?? NaN,
  ]);
  return Object.fromEntries(entries);
}

const closes = { CALM: [100, 101, 100, 101], WILD: [100, 110, 99, 120], DOWN: [100, 90, 95, 80] };

describe('the scheme', () => {
  it('equal holds all alike', () => {
    expect(weightsOf({ scheme: 'equal' }, { A: [1, 2, 3, 4], B: [4, 3, 2, 1] })).toEqual({ A: 0.5, B: 0.5 });
  });

  it('momentum weighs gains and leaves out losses', () => {
    expect(weightsOf({ scheme: 'momentum' }, closes)).toEqual({
      CALM: expect.closeTo(1 / 21, 14),
      WILD: expect.closeTo(20 / 21, 14),
    });
  });

  it('momentum holds all alike when nothing gained', () => {
    expect(weightsOf({ scheme: 'momentum' }, { A: [2, 1, 1, 1], B: [3, 3, 3, 3] })).toEqual({ A: 0.5, B: 0.5 });
  });

  it('momentum of a younger asset is its gain since its first close', () => {
    const weights = weightsOf({ scheme: 'momentum' }, { OLD: [100, 100, 100, 110], NEW: [null, null, 50, 60] });
    expect(weights).toEqual({ OLD: expect.closeTo(1 / 3, 12), NEW: expect.closeTo(2 / 3, 12) });
  });

  it('momentum reads exactly its look-back, where more closes are known', () => {
    // The gain over the last two returns is 10 % for both. One close more or one fewer would set them apart.
    const weights = weightsOf(
      { scheme: 'momentum', momentum_lookback_days: 2 },
      { A: [50, 100, 105, 110], B: [100, 100, 100, 110] },
    );
    expect(weights).toEqual({ A: expect.closeTo(0.5, 14), B: expect.closeTo(0.5, 14) });
  });

  it('inverse volatility reads exactly its look-back, where more closes are known', () => {
    // The last three returns of A are twice those of B. One close more or one fewer would change the ratio.
    const weights = weightsOf(
      { scheme: 'inverse_volatility', lookback_days: 3 },
      { A: [10, 100, 110, 99, 108.9], B: [100, 100, 105, 99.75, 104.7375] },
    );
    const shorter = weightsOf(
      { scheme: 'inverse_volatility', lookback_days: 2 },
      { A: [100, 110, 110, 121], B: [100, 80, 80, 84] },
    );
    expect(weights).toEqual({ A: expect.closeTo(1 / 3, 12), B: expect.closeTo(2 / 3, 12) });
    expect(shorter).toEqual({ A: expect.closeTo(1 / 3, 12), B: expect.closeTo(2 / 3, 12) });
  });

  it('inverse volatility weighs with one over the sample deviation', () => {
    // Returns of A: 10 %, -10 %, 10 %; of B half of them. Same shape, so B has twice the weight.
    const weights = weightsOf(
      { scheme: 'inverse_volatility' },
      { A: [100, 110, 99, 108.9], B: [100, 105, 99.75, 104.7375] },
    );
    expect(weights).toEqual({ A: expect.closeTo(1 / 3, 12), B: expect.closeTo(2 / 3, 12) });
  });

  it('inverse volatility takes an asset that stood still for one at the floor', () => {
    const sigma = Math.sqrt(((0.1 - 0.1 / 3) ** 2 * 2 + (-0.1 - 0.1 / 3) ** 2) / 2) * Math.sqrt(252);
    const weights = weightsOf(
      { scheme: 'inverse_volatility', volatility_floor: sigma / 4 },
      { A: [100, 110, 99, 108.9], STILL: [5, 5, 5, 5] },
    );
    expect(weights).toEqual({ A: expect.closeTo(0.2, 12), STILL: expect.closeTo(0.8, 12) });
  });

  it('inverse volatility leaves out what has no two returns, and holds all alike when nothing has', () => {
    const young = [null, null, 7, 8];
    expect(weightsOf({ scheme: 'inverse_volatility' }, { A: [1, 2, 3, 4], YOUNG: young })).toEqual({ A: 1 });
    expect(weightsOf({ scheme: 'inverse_volatility' }, { YOUNG: young, YOUNGER: young })).toEqual({
      YOUNG: 0.5,
      YOUNGER: 0.5,
    });
  });

  it('fixed holds the proportions given, of what can be held', () => {
    const raw = { scheme: 'fixed', weights: { CALM: 60, WILD: 40, LATER: 100 } };
    expect(weightsOf(raw, closes)).toEqual({ CALM: expect.closeTo(0.6, 14), WILD: expect.closeTo(0.4, 14) });
    expect(weightsOf({ scheme: 'fixed', weights: { LATER: 1 } }, closes)).toEqual({});
  });

  it('fixed knows no symbol that is only a name of every object', () => {
    const prices = { A: [1, 1, 1, 1], constructor: [1, 1, 1, 1] };
    expect(weightsOf({ scheme: 'fixed', weights: { A: 1 } }, prices)).toEqual({ A: 1 });
  });

  it('counts the history within the allowed staleness where that is longer', () => {
    const prices = { A: [1, 1, 1, 1], B: [1, 1, 1, 1], HALTED: [1, 1, 1, null] };
    expect(Object.keys(weightsOf({ scheme: 'equal', max_stale_days: 1 }, prices))).toEqual(['A', 'B', 'HALTED']);
    expect(Object.keys(weightsOf({ scheme: 'equal', max_stale_days: 0 }, prices))).toEqual(['A', 'B']);
  });

  it('blend adds the schemes by their shares', () => {
    const raw = { blend: { fixed: 3, equal: 1 }, weights: { CALM: 1 } };
    expect(weightsOf(raw, closes)).toEqual({
      CALM: expect.closeTo(0.75 + 0.25 / 3, 14),
      WILD: expect.closeTo(0.25 / 3, 14),
      DOWN: expect.closeTo(0.25 / 3, 14),
    });
  });

  it('blend leaves the share of a scheme that can hold nothing to the others', () => {
    const raw = { blend: { fixed: 3, equal: 1 }, weights: { LATER: 1 } };
    expect(weightsOf(raw, { A: [1, 1, 1, 1], B: [1, 1, 1, 1] })).toEqual({ A: 0.5, B: 0.5 });
  });

  it('caps what it computed', () => {
    expect(weightsOf({ scheme: 'momentum', max_weight: 0.4 }, closes)).toEqual({
      CALM: expect.closeTo(0.4, 14),
      DOWN: expect.closeTo(0.2, 14),
      WILD: expect.closeTo(0.4, 14),
    });
  });
});
