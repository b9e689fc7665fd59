import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { CommitOutcomeUnknownError, PoolExhaustedError, UnexpectedRollbackError } from '../database';
import { toAppError } from '.';

function raised(state: string): DatabaseError {
  return Object.assign(new DatabaseError('raised', 0, 'error'), { code: state });
}

it.each([
  ['23505', 'conflict'],
  ['23503', 'conflict'],
  ['23P01', 'conflict'],
  ['23502', 'value-rejected'],
  ['23514', 'value-rejected'],
  ['22021', 'value-rejected'],
  ['22P02', 'value-rejected'],
  ['22003', 'value-rejected'],
  ['08006', 'database-unavailable'],
  ['53300', 'database-unavailable'],
  ['57P01', 'database-unavailable'],
  ['57P03', 'database-unavailable'],
  ['25006', 'database-unavailable'],
  ['57014', 'database-busy'],
  ['55P03', 'database-busy'],
  ['40001', 'database-busy'],
  ['40P01', 'database-busy'],
  ['42P01', 'internal'],
  ['P0001', 'internal'],
])('calls SQLSTATE %s %s, however deep it is hidden', (state, code) => {
  expect(toAppError(raised(state)).code).toBe(code);
  expect(toAppError(new QueryFailedError('SELECT 1', [], raised(state))).code).toBe(code);
  expect(toAppError(new UnexpectedRollbackError('rolled back', { cause: raised(state) })).code).toBe(code);
});

it('calls an exhausted pool busy', () => {
  expect(toAppError(new PoolExhaustedError('all in use')).code).toBe('database-busy');
});

it('does not say that nothing was stored where that is unknown', () => {
  expect(toAppError(new CommitOutcomeUnknownError('broke')).detail).not.toContain('nothing was stored');
});
