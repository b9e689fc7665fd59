import { PassThrough } from 'node:stream';
import { RunRecord, RunStage } from '../../runs';
import { runDisplay } from './run-progress-bar';

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

/** What a terminal, or a file, was told by a run that goes through its stages. */
function told(isTTY: boolean): string {
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
  it('is a bar on a terminal, from nothing to all of it, and gone when the summary comes', () => {
    const shown = told(true);
    expect([...shown.matchAll(/(\d+) % \| (\w+)/g)].map(([text]) => text)).toEqual(['0 % | starting', '100 % | done']);
    expect(shown.endsWith('\x1b[2K')).toBe(true);
  });

  it('is a line a stage elsewhere', () => {
    expect(told(false)).toBe('run 12: fetching\nrun 12: prices\nrun 12: done\n');
  });
});
