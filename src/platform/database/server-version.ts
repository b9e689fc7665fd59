import { withShortConnection } from './short-connection';

const ANSWER_MS = 5_000;

/** As PostgreSQL says it, such as `17.10`. @throws Error when it does not say it within some seconds */
export function serverVersion(url: string): Promise<string> {
  return withShortConnection(
    url,
    async (client) => {
      const { rows } = await client.query<{ server_version: string }>('show server_version');
      return rows[0]?.server_version ?? 'unknown';
    },
    { query_timeout: ANSWER_MS },
  );
}
