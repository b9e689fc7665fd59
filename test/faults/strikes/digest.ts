import { createHash } from 'node:crypto';

/** Rows of a reading as the API and the database both have them, in the order of the answer. */
export type Cells = readonly (string | number)[];

export function digestOf(rows: readonly Cells[]): string {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(JSON.stringify(row)).update('\n');
  return hash.digest('base64url');
}
