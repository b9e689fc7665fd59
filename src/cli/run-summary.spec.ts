import { RunRecord } from '../runs';
import { runDetails } from './run-summary';

const MESSAGE = 'The vendor has never had the symbol ZZ001, on any of the exchanges that the subscription covers';

const run: RunRecord = {
  id: 7,
  kind: 'refresh',
  status: 'succeeded',
  stage: 'done',
  source: 'demo',
  parameters: {},
  counts: { read: 0 },
  outcomes: [{ symbol: 'ZZ001', status: 'never_found', message: MESSAGE }],
  reason: null,
  errorCategory: null,
  errorDetail: null,
  requestId: null,
  requestedBy: 'command line',
  reverts: null,
  revertedBy: null,
  dataVersion: null,
  startedAt: '2026-01-02T22:10:05Z',
  finishedAt: '2026-01-02T22:10:06Z',
};

describe('the details of a run', () => {
  it('end with the complete reason of each asset that lacks prices', () => {
    expect(runDetails(run)).toMatch(new RegExp(`\\n\\nnever found ZZ001: ${MESSAGE}\\n$`));
  });

  it('end with the table when no asset lacks prices', () => {
    const outcomes = [{ symbol: 'AAPL', status: 'succeeded' as const, new: 1 }];
    expect(runDetails({ ...run, outcomes })).toMatch(/AAPL +succeeded +1\n$/);
  });
});
