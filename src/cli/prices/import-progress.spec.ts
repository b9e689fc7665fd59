import { PassThrough } from 'node:stream';
import { importProgress } from './import-progress';
import { ReadProgress } from './price-file';

/** What a terminal is sent while the steps are told. */
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

it('says on a terminal what is known of a pipe, and that storing has begun', () => {
  const text = shown([{ rows: 1_500, bytes: 40_000, total: undefined }]);
  expect(text).toMatch(/1,500 rows \| [\d,]+ rows\/s \| reading/);
  expect(text).not.toMatch(/%|left/);
  expect(shown([{ rows: 1_500, bytes: 40_000, total: 40_000 }])).toContain('storing');
});

it('is a plain line now and then where there is no terminal', () => {
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
