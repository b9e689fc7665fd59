import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from 'pino';
import { AppConfig } from '../config';
import { migrate } from '../database';
import { EmbeddedPostgres, ensureApplicationDatabase } from '../embedded-postgres';
import { codeOf } from '../errors';
import { loadOrCreateSecret } from './secrets';
import { StartError } from './start.error';

const READY_TIMEOUT_MS = 30_000;
const RETRY_INTERVAL_MS = 500;
/** The host is not up yet, it dropped the connection, or PostgreSQL is starting or stopping. */
const RETRYABLE = /^(ECONNREFUSED|ECONNRESET|EPIPE|EAI_AGAIN|ENOTFOUND|ETIMEDOUT|57P0[1-3]|lost)$/;
/** pg has no code for a connection that ended during a statement. */
const LOST = /^Connection terminated/;
/** Invalid authorization or catalog name. Retrying does not help. */
const WRONG_ADDRESS = /^(28|3D)/;

export interface StartedDatabase {
  readonly url: string;
  /** Whether the server is the embedded one. */
  readonly embedded: boolean;
  /** The given configuration plus the address and, for an embedded database, the administrator's token. */
  readonly config: AppConfig;
  /** Call it last: the embedded server stops unless another process uses it. */
  close(): Promise<void>;
}

/**
 * The database that the configuration names, or the embedded one of the data folder, started or joined.
 * Does not connect to a configured database; `migrateWhenReady` does.
 * @throws Error with the reason when the embedded one does not start; StartError when its folder cannot be used
 */
export async function startDatabase(config: AppConfig): Promise<StartedDatabase> {
  const { url } = config.database;
  if (url !== undefined) return { url, embedded: false, config, close: () => Promise.resolve() };
  const server = await startEmbedded(config.dataDirectory);
  try {
    return { embedded: true, close: () => server.stop(), ...(await prepareDatabase(config, server)) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function startEmbedded(folder: string): Promise<EmbeddedPostgres> {
  try {
    return await EmbeddedPostgres.start(folder);
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new StartError(`DATA_DIR: ${folder} cannot be used: ${cause.message}`, { cause });
  }
}

async function prepareDatabase(
  config: AppConfig,
  server: EmbeddedPostgres,
): Promise<Pick<StartedDatabase, 'url' | 'config'>> {
  const url = await ensureApplicationDatabase(server);
  const adminToken = config.adminToken ?? (await loadOrCreateSecret(config.dataDirectory, 'admin-token'));
  return { url, config: config.completedWith({ databaseUrl: url, adminToken }) };
}

/**
 * Applies the migrations. Waits for a database that is not up yet.
 * @throws StartError when it does not come up in time, or refuses the user or the database name
 */
export async function migrateWhenReady(url: string, logger: Logger, timeout = READY_TIMEOUT_MS): Promise<void> {
  for (const end = Date.now() + timeout; ; await pause(RETRY_INTERVAL_MS)) {
    try {
      const applied = await migrate(url);
      return void (applied.length > 0 && logger.info({ applied }, 'migrated'));
    } catch (error) {
      const code = codeOf(error) ?? lossOf(error);
      if (WRONG_ADDRESS.test(code)) throw new StartError(`DATABASE_URL: ${messageOf(error)}`, { cause: error });
      if (!RETRYABLE.test(code)) throw error;
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
