import { ErrorCode } from './catalogue';

/** What a SQLSTATE means to the client; the whole state first, else its class (the first two characters). */
const CODE_BY_STATE: Readonly<Record<string, ErrorCode>> = {
  '22': 'value-rejected', // data exception: validation has a hole
  '23': 'conflict', // a constraint: unique, foreign key, exclusion
  '23502': 'value-rejected', // not null: validation has a hole
  '23514': 'value-rejected', // check: validation has a hole
  '08': 'database-unavailable',
  '25006': 'database-unavailable', // read-only: the primary became a standby
  '25P03': 'database-busy', // idle in transaction for too long
  '25P04': 'database-busy', // transaction timeout
  '28': 'database-unavailable',
  '3D': 'database-unavailable',
  '40': 'database-busy', // rolled back by the server
  '40001': 'database-busy', // serialization failure, after the retries
  '40P01': 'database-busy', // deadlock, after the retries
  '53': 'database-unavailable',
  '55P03': 'database-busy', // lock timeout
  '57014': 'database-busy', // statement timeout
  '57P': 'database-unavailable', // shut down by the administrator, crash, starting up
  '58': 'database-unavailable',
  XX: 'database-unavailable',
};

/** Undefined: a fault of our own SQL, which is internal. */
export function codeOfSqlState(state: string): ErrorCode | undefined {
  return CODE_BY_STATE[state] ?? CODE_BY_STATE[state.slice(0, 3)] ?? CODE_BY_STATE[state.slice(0, 2)];
}
