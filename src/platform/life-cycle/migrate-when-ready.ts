import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from 'pino';
import { migrate } from '../database';
import { codeOf } from '../errors';
import { StartError } from './start.error';

const PATIENCE_MS = 30_000;
/** Nobody listens yet, or not any more in the middle of it, or PostgreSQL says that it is starting or stopping. */
const MAY_COME = /^(ECONNREFUSED|ECONNRESET|EPIPE|EAI_AGAIN|ENOTFOUND|ETIMEDOUT|57P0[1-3]|lost)$/;
/** What pg says of a connection that ended under it; it has no code for that. */
const LOST = /^Connection terminated/;
/** Invalid authorization, invalid catalog name: it will not get better. */
const WRONG_ADDRESS = /^(28|3D)/;

/**
 * Brings the tables up to date, after waiting for a database that is not there yet.
 * @throws StartError when it does not come, or does not let us in
 */
export async function migrateWhenReady(url: string, logger: Logger, patience = PATIENCE_MS): Promise<void> {
  for (const end = Date.now() + patience; ; await pause(500)) {
    try {
      const applied = await migrate(url);
      return void (applied.length > 0 && logger.info({ applied }, 'migrated'));
    } catch (error) {
      const code = codeOf(error) ?? lossOf(error);
      if (WRONG_ADDRESS.test(code)) throw new StartError(`DATABASE_URL: ${messageOf(error)}`, { cause: error });
      if (!MAY_COME.test(code)) throw error;
      if (Date.now() > end) throw new StartError(`DATABASE_URL: no database there (${code})`, { cause: error });
      logger.warn(`DATABASE_URL: no database there yet (${code}), trying again`);
    }
  }
}

function lossOf(error: unknown): string {
  return LOST.test(messageOf(error)) ? 'lost' : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
