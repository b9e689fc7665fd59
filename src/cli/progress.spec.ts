import { PassThrough } from 'node:stream';
import type { RunRecord, RunStage } from '../runs';
import type { ReadProgress } from './price-file';
import { importProgress, runDisplay } from './progress';

describe('the progress of an import', () => {
  /** What is written to a terminal. */
  function shown(steps: readonly ReadProgress[]): string {
    const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 120 });
    const progress = importProgress(stream);
    for (const step of steps) progress.read(step);
    progress.end();
    return String(stream.read() ?? '');
  }
  it('is a bar with rate and time left on a terminal', () => {
    const text = shown([{ rows: 1_500, bytes: 40_000, total: 100_000 }]);
    expect(text).toMatch(/0 % \| 1,500 rows \| [\d,]+ rows\/s \| \d+ s left/);
  });

  it('shows the rows of a pipe, and that storing has begun', () => {
    const text = shown([{ rows: 1_500, bytes: 40_000, total: undefined }]);
    expect(text).toMatch(/1,500 rows \| [\d,]+ rows\/s \| reading/);
    expect(text).not.toMatch(/%|left/);
    expect(shown([{ rows: 1_500, bytes: 40_000, total: 40_000 }])).toContain('storing');
  });

  it('is a line every five seconds elsewhere', () => {
    jest.useFakeTimers();
    const stream = new PassThrough({ encoding: 'utf8' });
    const progress = importProgress(stream);
    for (let second = 1; second <= 11; second++) {
      jest.advanceTimersByTime(1_000);
      progress.read({ rows: second * 1_000, bytes: second * 1_000, total: 20_000 });
    }
    progress.end();
    jest.useRealTimers();
    expect(stream.read()).toBe('read 5,000 rows, 25 % of the file\nread 10,000 rows, 50 % of the file\n');
  });
});

const RECORD: RunRecord = {
  id: 12,
  kind: 'refresh',
  status: 'running',
  stage: null,
  source: 'demo',
  parameters: {},
  counts: {},
  outcomes: [],
  reason: null,
  errorCategory: null,
  errorDetail: null,
  requestId: null,
  requestedBy: 'command line',
  reverts: null,
  revertedBy: null,
  dataVersion: null,
  startedAt: '2026-01-02T22:10:05.120Z',
  finishedAt: null,
};
const at = (stage: RunStage, fetched = 0): RunRecord => ({ ...RECORD, stage, counts: { assets: 15, fetched } });

/** What a run writes to a terminal, or to a file. */
function written(isTTY: boolean): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 });
  const display = runDisplay(stream);
  display.show(RECORD);
  display.show(at('fetching'));
  display.show(at('fetching', 10));
  display.show({ ...RECORD, stage: 'prices', counts: { assets: 15 } });
  display.show({ ...RECORD, stage: 'done', status: 'succeeded', counts: { assets: 15 } });
  display.end();
  return String(stream.read());
}

describe('the progress of a run', () => {
  it('is a bar on a terminal, from 0 % to 100 %, and is cleared before the summary', () => {
    const shown = written(true);
    expect([...shown.matchAll(/(\d+) % \| (\w+)/g)].map(([text]) => text)).toEqual(['0 % | starting', '100 % | done']);
    expect(shown.endsWith('\x1b[2K')).toBe(true);
  });

  it('is a line per stage elsewhere', () => {
    expect(written(false)).toBe('run 12: fetching\nrun 12: prices\nrun 12: done\n');
  });
});
