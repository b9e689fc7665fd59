import { PassThrough } from 'node:stream';
import type { RunRecord, RunStage } from '../runs';
import { ImportProgress, importProgress, runDisplay } from './progress';

/** What each step writes to a terminal, without its escape sequences. The clock is advanced by hand. */
function frames(columns: number, steps: (progress: ImportProgress) => readonly (() => unknown)[]): string[] {
  jest.useFakeTimers();
  const stream = Object.assign(new PassThrough({ encoding: 'utf8', highWaterMark: 10_000_000 }), {
    isTTY: true,
    columns,
  });
  const progress = importProgress(stream);
  const shown = steps(progress).map((step) => {
    step();
    jest.advanceTimersByTime(1_000);
    const written = String(stream.read() ?? '').split('\x1b[1G');
    return written.at(-1)?.replace(/\x1b\[[\d?]*[A-Za-z]/g, '') ?? '';
  });
  progress.end();
  jest.useRealTimers();
  return shown;
}

describe('the progress of an import', () => {
  const wait = (seconds: number) => (): unknown => jest.advanceTimersByTime(seconds * 1_000 - 1_000);

  it('is one bar over reading, storing and indices, which never shows 100 %', () => {
    const shown = frames(120, (progress) => [
      () => progress.read({ rows: 1_500, bytes: 50_000, total: 100_000 }),
      wait(9),
      () => progress.read({ rows: 3_000, bytes: 100_000, total: 100_000 }),
      wait(50),
      () => progress.indices(),
      wait(100),
    ]);
    const share = (text: string): number => Number(/(\d+) %/.exec(text)?.[1]);
    const shares = shown.map(share);
    expect(shares).toEqual([...shares].sort((one, other) => one - other));
    expect(Math.max(...shares)).toBeLessThan(100);
    expect(shown[0]).toMatch(/ \d+ % \| reading, \d+ s left \| 1,500 rows \| 1,500 rows\/s$/);
    expect(shown[2]).toMatch(/ \d+ % \| storing, \d+ s left \| 3,000 rows/);
    expect(shown[4]).toMatch(/ \d+ % \| indices, \d+ s left \| 3,000 rows/);
  });

  it('moves by the clock while the prices are stored', () => {
    const [, before, after] = frames(120, (progress) => [
      wait(10),
      () => progress.read({ rows: 3_000, bytes: 100_000, total: 100_000 }),
      wait(3),
    ]);
    expect(before).not.toBe(after);
    expect(after).toContain('storing');
  });

  it('shows the rows of a pipe, whose end is unknown, and the shares of what follows', () => {
    const [reading, storing] = frames(120, (progress) => [
      () => progress.read({ rows: 1_500, bytes: 40_000, total: undefined }),
      () => progress.read({ rows: 1_500, bytes: 40_000, total: 40_000 }),
    ]);
    expect(reading).toMatch(/reading \| 1,500 rows/);
    expect(reading).not.toMatch(/%|left/);
    expect(storing).toMatch(/\d+ % \| storing, \d+ s left/);
  });

  it.each([40, 60, 80, 120])('fits a terminal of %i columns', (columns) => {
    const shown = frames(columns, (progress) => [
      () => progress.read({ rows: 12_345_678, bytes: 3_000_000, total: 100_000_000 }),
      wait(100),
    ]);
    for (const line of shown) expect(line.length).toBeLessThanOrEqual(columns);
    expect(shown[0]).toContain('%');
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
  it('is a bar on a terminal, cleared before the summary', () => {
    const shown = written(true);
    expect([...shown.matchAll(/(\d+) % \| (\w+)/g)].map(([text]) => text)).toEqual(['0 % | starting', '99 % | done']);
    expect(shown.endsWith('\x1b[2K')).toBe(true);
  });

  it('is a line per stage elsewhere', () => {
    expect(written(false)).toBe('run 12: fetching\nrun 12: prices\nrun 12: done\n');
  });
});
