import { faultsOf } from './check-history';
import { Answer, CommittedVersion, History, RecordedRun } from './history';

const version = (number: number): CommittedVersion => ({
  version: number,
  tag: `${number}.${number}00`,
  digests: { prices: `p${number}`, 'index-values': `i${number}`, allocations: `a${number}` },
  closes: `c${number}`,
});

const answer = (number: number, at: number, change: Partial<Answer> = {}): Answer => ({
  client: 'one',
  during: 'a strike',
  reading: 'prices',
  began: at,
  ended: at + 5,
  version: number,
  tag: `${number}.${number}00`,
  digest: `p${number}`,
  ...change,
});

const run = (id: number, dataVersion: number | null, change: Partial<RecordedRun> = {}): RecordedRun => ({
  id,
  kind: 'refresh',
  status: dataVersion === null ? 'failed' : 'succeeded',
  requestId: `request-${id}`,
  dataVersion,
  rows: dataVersion === null ? 0 : 7,
  ...change,
});

/** Two versions with a failed run between them, read by two clients. */
const good: History = {
  answers: [answer(1, 0), answer(1, 10, { digest: undefined }), answer(2, 20), answer(1, 2, { client: 'other' })],
  told: [
    { requestId: 'request-1', status: 'succeeded', dataVersion: 1 },
    { requestId: 'request-2', status: 'failed', dataVersion: null },
  ],
  versions: [version(1), version(2)],
  runs: [run(1, 1), run(2, null), run(3, 2)],
  market: new Map([
    ['request-1', 'c1'],
    ['request-2', 'c-never-stored'],
    ['request-3', 'c2'],
  ]),
};

const forged = (change: Partial<History>): string[] => faultsOf({ ...good, ...change });
const alsoAnswered = (...more: Answer[]): string[] => forged({ answers: [...good.answers, ...more] });

describe('the checker of histories', () => {
  it('finds nothing in a good one', () => {
    expect(faultsOf(good)).toEqual([]);
  });

  it('takes a run that changed nothing for what it is', () => {
    const runs = [...good.runs, run(4, null, { status: 'succeeded', rows: 0 })];
    expect(forged({ runs, market: new Map([...good.market, ['request-4', 'c2']]) })).toEqual([]);
  });

  it('finds rows of two versions in one answer', () => {
    expect(alsoAnswered(answer(2, 30, { digest: 'half of p1, half of p2' }))).toEqual([
      expect.stringContaining('has other rows than were committed'),
    ]);
  });

  it('finds the rows of one reading in the answer of another', () => {
    expect(alsoAnswered(answer(2, 30, { reading: 'allocations', digest: 'p2' }))).toHaveLength(1);
  });

  it('finds an answer of a version that was rolled back', () => {
    expect(alsoAnswered(answer(3, 30))).toEqual([expect.stringContaining('never committed')]);
  });

  it('finds a version that was lost and committed anew', () => {
    expect(alsoAnswered(answer(2, 30, { tag: '2.199' }))).toEqual([expect.stringContaining('2.200 was committed')]);
  });

  it('finds a client that went back', () => {
    const back = answer(1, 22, { began: 12, ended: 40 });
    expect(alsoAnswered(back)).toEqual([expect.stringContaining('came after version 2')]);
  });

  it('finds a response that is older than one that another client had received before', () => {
    expect(alsoAnswered(answer(1, 30, { client: 'third' }))).toEqual([
      expect.stringContaining('was asked for after version 2 had been told'),
    ]);
  });

  it('allows an old response to a request that was sent before the newer response arrived', () => {
    expect(alsoAnswered(answer(1, 24, { client: 'third', ended: 60 }))).toEqual([]);
  });

  it('finds a success that is not there', () => {
    const told = [...good.told, { requestId: 'request-9', status: 'succeeded', dataVersion: 9 }];
    expect(forged({ told })).toEqual([expect.stringContaining('but there is no such run')]);
  });

  it('finds a success that was taken back, and a failure that was stored', () => {
    const told = [
      { requestId: 'request-2', status: 'succeeded', dataVersion: 2 },
      { requestId: 'request-3', status: 'failed', dataVersion: null },
    ];
    expect(forged({ told })).toHaveLength(2);
  });

  it('finds rows of a run that failed', () => {
    expect(forged({ runs: [run(1, 1), run(2, null, { rows: 3 }), run(3, 2)] })).toEqual([
      'run 2 failed and left 3 rows',
    ]);
  });

  it('finds a run that never ended', () => {
    const runs = [...good.runs, run(4, null, { status: 'running' })];
    expect(forged({ runs })).toEqual(['run 4 is still under way']);
  });

  it('finds a version that is missing', () => {
    const runs = [run(1, 1), run(2, null), run(3, 3)];
    const faults = forged({ runs, versions: [version(1), version(3)], answers: [], market: new Map() });
    expect(faults).toEqual(['version 2 has no run']);
  });

  it('finds a version that no run made', () => {
    expect(forged({ versions: [...good.versions, version(3)] })).toEqual(['version 3 was made by no run']);
  });

  it('finds a refresh that succeeded and stored something else than the vendor said', () => {
    expect(forged({ market: new Map([...good.market, ['request-3', 'c2 and one more']]) })).toEqual([
      expect.stringContaining('has not the closes that the vendor said'),
    ]);
  });

  it('says the same only once', () => {
    const wrong = answer(2, 30, { digest: 'wrong' });
    expect(alsoAnswered(wrong, wrong, wrong)).toEqual([expect.stringContaining('(3 times)')]);
  });
});
