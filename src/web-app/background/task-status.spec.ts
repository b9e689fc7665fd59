import { outcomeOf } from './task-status';

const refresh = { kind: 'refresh', status: 'succeeded' } as const;
const fetched = (symbol: string, more: object = {}) => ({ symbol, status: 'succeeded' as const, ...more });
const failed = (symbol: string) => ({ symbol, status: 'failed' as const, category: 'not_found', message: 'unknown' });

describe('what came of a run', () => {
  it('of a refresh that stored everything has no message', () => {
    expect(outcomeOf({ ...refresh, counts: { new: 3 }, outcomes: [fetched('AAA')] })).toEqual({
      result: { new: 3, completeness: 'complete', missing_assets: [], lacking_assets: [] },
    });
  });

  it('of a refresh that stored a part says what it misses, and of what', () => {
    const outcomes = [fetched('AAA', { lacking: ['2024-01-05'] }), failed('BBB'), failed('CCC')];
    expect(outcomeOf({ ...refresh, counts: { new: 3, lacking: 1, quarantined: 2 }, outcomes })).toEqual({
      message:
        'Stored in part: BBB, CCC could not be fetched; AAA lacks days that others have; 2 suspicious prices are held back.',
      result: {
        ...{ new: 3, lacking: 1, quarantined: 2 },
        completeness: 'partial',
        missing_assets: ['BBB', 'CCC'],
        lacking_assets: ['AAA'],
      },
    });
  });

  it('names ten, and counts the others', () => {
    const outcomes = Array.from({ length: 13 }, (_, position) => failed(`S${position}`));
    expect(outcomeOf({ ...refresh, counts: {}, outcomes }).message).toMatch(
      / S8, S9, and 3 more could not be fetched\.$/,
    );
  });

  it('of a computation is its counts', () => {
    expect(outcomeOf({ ...refresh, kind: 'recompute', counts: { indexValues: 5 }, outcomes: [] })).toEqual({
      result: { indexValues: 5 },
    });
  });
});
