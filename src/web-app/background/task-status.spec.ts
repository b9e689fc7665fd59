import { outcomeOf } from './task-status';

const refresh = { kind: 'refresh', status: 'succeeded' } as const;
const fetched = (symbol: string, more: object = {}) => ({ symbol, status: 'succeeded' as const, ...more });
const failed = (symbol: string) => ({ symbol, status: 'failed' as const, category: 'not_found', message: 'unknown' });

describe('what came of a run', () => {
  it('of a refresh that stored everything has no message', () => {
    expect(outcomeOf({ ...refresh, counts: { new: 3 }, outcomes: [fetched('AAA')] })).toEqual({
      result: { new: 3, completeness: 'complete', missing_assets: [], never_found_assets: [], lacking_assets: [] },
    });
  });

  it('of a refresh that stored a part says what it misses, and of what', () => {
    const outcomes = [fetched('AAA', { lacking: ['2024-01-05'] }), failed('BBB'), failed('CCC')];
    expect(outcomeOf({ ...refresh, counts: { new: 3, lacking: 1, quarantined: 2 }, outcomes })).toEqual({
      message:
        'Stored in part: 2 of 3 assets could not be fetched: BBB, CCC; 1 of 3 assets came without days that others have: AAA; 2 suspicious prices are held back.',
      result: {
        ...{ new: 3, lacking: 1, quarantined: 2 },
        completeness: 'partial',
        missing_assets: ['BBB', 'CCC'],
        never_found_assets: [],
        lacking_assets: ['AAA'],
      },
    });
  });

  it('of a refresh with assets that no provider offers is complete and names them', () => {
    const outcomes = [fetched('AAA'), { ...failed('ZZZ'), status: 'never_found' as const }];
    expect(outcomeOf({ ...refresh, counts: {}, outcomes })).toMatchObject({
      message: '1 of 2 assets could never be found: ZZZ.',
      result: { completeness: 'complete', missing_assets: [], never_found_assets: ['ZZZ'] },
    });
  });

  it('names three, and counts the others', () => {
    const outcomes = Array.from({ length: 13 }, (_, position) => failed(`S${position}`));
    expect(outcomeOf({ ...refresh, counts: {}, outcomes }).message).toMatch(
      /: 13 of 13 assets could not be fetched: S0, S1, S2 and 10 more\.$/,
    );
  });

  it('of a computation is its counts', () => {
    expect(outcomeOf({ ...refresh, kind: 'recompute', counts: { indexValues: 5 }, outcomes: [] })).toEqual({
      result: { indexValues: 5 },
    });
  });
});
