import { DatabaseError } from 'pg';
import { sqlState } from './database-errors';

function postgresError(code: string): DatabaseError {
  return Object.assign(new DatabaseError('made up', 1, 'error'), { code });
}

describe('sqlState', () => {
  it('reads the error of PostgreSQL itself', () => {
    expect(sqlState(postgresError('40P01'))).toBe('40P01');
  });

  it('follows causes, and the driver error that TypeORM wraps', () => {
    const wrapped = Object.assign(new Error('query failed'), { driverError: postgresError('23505') });
    expect(sqlState(new Error('outer', { cause: new Error('inner', { cause: wrapped }) }))).toBe('23505');
  });

  it('takes no code of the operating system for a SQLSTATE', () => {
    expect(sqlState(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).toBeUndefined();
  });

  it('ends on a chain that bites its own tail', () => {
    const error = new Error('round');
    error.cause = error;
    expect(sqlState(error)).toBeUndefined();
    expect(sqlState('40001')).toBeUndefined();
  });
});
