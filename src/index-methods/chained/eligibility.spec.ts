import { buildPriceMatrix } from '../price-matrix';
import { parseChainedConfiguration } from './configuration';
import { eligibleColumns } from './eligibility';
import { SignalHistory } from './signal-history';

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
