import { Client } from 'pg';
import { EmbeddedPostgres } from './embedded-postgres';

const NAME = 'autoindex';
const ALREADY_EXISTS = new Set(['42710', '42P04', '23505']);

/**
 * The database of the service on an embedded server, made if there is none, owned by a user who is no superuser.
 * @returns its address
 */
export async function ensureApplicationDatabase(server: EmbeddedPostgres): Promise<string> {
  const { password } = new URL(server.url());
  const client = new Client({ connectionString: server.url(), ssl: false });
  await client.connect();
  try {
    await ignoringDuplicates(client, `CREATE ROLE ${NAME} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    await ignoringDuplicates(client, `CREATE DATABASE ${NAME} OWNER ${NAME}`);
  } finally {
    await client.end();
  }
  return server.url(NAME, NAME);
}

async function ignoringDuplicates(client: Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!ALREADY_EXISTS.has(code)) throw error;
  }
}
