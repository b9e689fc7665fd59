import { RunRecord } from '../../runs';
import { toRecalculationDto } from './diagnostics.dto';

const run = (record: Partial<RunRecord>): RunRecord =>
  ({ id: 7, kind: 'recompute', counts: {}, errorDetail: null, ...record }) as RunRecord;

it('a recalculation that ended names the number of changed values', () => {
  expect(toRecalculationDto(run({ status: 'succeeded', counts: { indexValues: 5 } }))).toEqual({
    status: 'success',
    task_id: '7',
    message: 'The index is computed: 5 values have changed',
  });
});

it('a recalculation that failed has its reason as error', () => {
  const { status, error } = toRecalculationDto(run({ status: 'failed', errorDetail: 'The database is full.' }));
  expect([status, error]).toEqual(['error', 'The database is full.']);
});
