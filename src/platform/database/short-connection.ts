import { Client, ClientConfig } from 'pg';

/** To connect, sign in and be ready. Longer than a server needs that is there. */
export const CONNECT_MS = 5_000;

/**
 * A connection of one's own for a piece of work at the start or on the command line.
 * @throws Error with the code `ETIMEDOUT` when whoever listens there does not let us in within five seconds, or does not
 *   answer a statement within `query_timeout`
 */
export async function withShortConnection<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
  options: Pick<ClientConfig, 'query_timeout'> = {},
): Promise<Result> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, ...options });
  // What breaks between two statements is told by the next one.
  client.on('error', () => undefined);
  await client.connect().catch(toldAsTimeout);
  try {
    return await work(client).catch(toldAsTimeout);
  } finally {
    await client.end();
  }
}

/** pg tells of both its limits without a code that others could go by. */
function toldAsTimeout(error: unknown): never {
  if (!(error instanceof Error) || !/timeout expired|Query read timeout/.test(error.message)) throw error;
  const told = new Error(`no answer within ${CONNECT_MS / 1_000} s`, { cause: error });
  throw Object.assign(told, { code: 'ETIMEDOUT' });
}
