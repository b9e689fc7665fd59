import { randomUUID } from 'node:crypto';
import type { AppConfig } from '../platform/config';
import type { StartedDatabase } from '../platform/bootstrap';
import { CommandError } from './input';
import type { Services } from './services';

/** The requester that runs of the command line record. The id is also that of the log lines and of the connections. */
export const CLI_REQUESTER = { name: 'command line', requestId: randomUUID() };

/** Runs `work` with the services of the application, over the database that the service would use. Nothing listens. */
export function withServices<Result>(work: (services: Services) => Promise<Result>): Promise<Result> {
  return withDatabase(async (database) => {
    const { runWithServices } = await import('./services');
    return runWithServices(database, CLI_REQUESTER.requestId, work);
  });
}

/** Runs `work` with the database that the service would use: that of `DATABASE_URL`, or the embedded one. */
export async function withDatabase<Result>(work: (database: StartedDatabase) => Promise<Result>): Promise<Result> {
  try {
    const { startDatabase } = await import('../platform/bootstrap');
    const database = await startDatabase(await readConfiguration());
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  } catch (error) {
    throw await asCommandError(error);
  }
}

/** `withServices` for commands that print numbers. Standard error says when these are made of demo prices. */
export function withNumbers<Result>(work: (services: Services) => Promise<Result>): Promise<Result> {
  return withServices(async (services) => {
    if ((await services.runs.dataVersion()).demo) process.stderr.write('The prices are made up (demo market).\n');
    return work(services);
  });
}

export async function readConfiguration(): Promise<AppConfig> {
  const { AppConfig, loadEnvironmentFile } = await import('../platform/config');
  loadEnvironmentFile();
  return AppConfig.fromEnvironment();
}

/** Errors that the caller can correct become a `CommandError`, which is shown without a stack. */
async function asCommandError(error: unknown): Promise<unknown> {
  const { EnvironmentError } = await import('../platform/config');
  const { AppError } = await import('../platform/errors');
  const { StartError } = await import('../platform/bootstrap');
  if (error instanceof AppError || error instanceof StartError || error instanceof EnvironmentError) {
    return new CommandError(error.message, { cause: error });
  }
  return isUnreachable(error)
    ? new CommandError(`DATABASE_URL: ${error.message || error.code}`, { cause: error })
    : error;
}

/** The server cannot be reached, refuses the login, has no such database, or is starting or stopping. */
function isUnreachable(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return /^(ECONN|ENOTFOUND$|EAI_AGAIN$|ETIMEDOUT$|EHOSTUNREACH$|28|3D|57P)/.test(error.code);
}
