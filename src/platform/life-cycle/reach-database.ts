import { AppConfig } from '../config';
import { EmbeddedPostgres, ensureApplicationDatabase } from '../embedded-postgres';
import { keptSecret } from './kept-secret';
import { StartError } from './start.error';

export interface ReachedDatabase {
  readonly url: string;
  /** Whether the server is the embedded one. */
  readonly embedded: boolean;
  /** The given one, completed by the address and, on an embedded database, the administrator's token. */
  readonly config: AppConfig;
  /** To be called last of all: the embedded server stops when nobody else uses it. */
  close(): Promise<void>;
}

/**
 * The database that the configuration names, else the embedded one of the data folder, started or joined.
 * Whether it answers and its tables are up to date is for the migration to find out.
 * @throws Error with the reason when the embedded one does not start; StartError when its folder cannot be used
 */
export async function reachDatabase(config: AppConfig): Promise<ReachedDatabase> {
  const { url } = config.database;
  if (url !== undefined) return { url, embedded: false, config, close: () => Promise.resolve() };
  const server = await startEmbedded(config.dataDirectory);
  try {
    return { embedded: true, close: () => server.stop(), ...(await complete(config, server)) };
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

async function complete(config: AppConfig, server: EmbeddedPostgres): Promise<Pick<ReachedDatabase, 'url' | 'config'>> {
  const url = await ensureApplicationDatabase(server);
  const adminToken = config.adminToken ?? (await keptSecret(config.dataDirectory, 'admin-token'));
  return { url, config: config.completedWith({ databaseUrl: url, adminToken }) };
}
