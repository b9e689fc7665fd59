import { DatabaseError } from 'pg';

/** How deep causes are followed. */
const DEEPEST = 8;

/** The error of PostgreSQL behind an error: itself, or the first one in its chain of causes. */
export function postgresError(error: unknown): DatabaseError | undefined {
  let current = error;
  for (let depth = 0; depth < DEEPEST && current instanceof Error; depth++) {
    if (current instanceof DatabaseError) return current;
    current = 'driverError' in current ? current.driverError : current.cause;
  }
  return undefined;
}

/** The SQLSTATE behind an error, such as `23505`; undefined when PostgreSQL did not raise it. */
export function sqlState(error: unknown): string | undefined {
  return postgresError(error)?.code;
}
