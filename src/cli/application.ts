import { randomUUID } from 'node:crypto';
import { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { AppModule } from '../app.module';
import { AppConfig, EnvironmentError, loadEnvironmentFile } from '../platform/config';
import { AppError } from '../platform/errors';
import { StartedDatabase, StartError, migrateWhenReady, startDatabase } from '../platform/bootstrap';
import { NestLogger, createLogger } from '../platform/logging';
import { runInContext } from '../platform/request-context';
import { CommandError } from './command.error';

/** Who asked for what a command does, as its run records it. */
export const CLI_REQUESTER = { name: 'command line' };

/** Does the work with the services of the application, on the database that the service would use; nothing listens. */
export function withApplication<Result>(work: (app: INestApplicationContext) => Promise<Result>): Promise<Result> {
  return withDatabase(async ({ config, url }) => {
    await migrateWhenReady(url, diagnostics);
    const app = await NestFactory.createApplicationContext(AppModule.forRoot(config, url), {
      logger: new NestLogger(diagnostics),
      abortOnError: false,
    });
    try {
      return await runInContext(randomUUID(), () => work(app));
    } finally {
      await app.close();
    }
  });
}

/** Does the work on the database that the service would use: the one of the environment, or the embedded one. */
export function withDatabase<Result>(work: (database: StartedDatabase) => Promise<Result>): Promise<Result> {
  return forPeople(async () => {
    const database = await startDatabase(readConfiguration());
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  });
}

export function readConfiguration(): AppConfig {
  loadEnvironmentFile();
  return AppConfig.fromEnvironment();
}

/** Standard output is for results. */
const diagnostics = createLogger({ logLevel: 'warn' }, pino.destination(2));

/** What a person can mend is told without a stack. */
async function forPeople<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError || error instanceof StartError || error instanceof EnvironmentError) {
      throw new CommandError(error.message, { cause: error });
    }
    if (isUnreachable(error)) throw new CommandError(`DATABASE_URL: ${error.message || error.code}`, { cause: error });
    throw error;
  }
}

/** No connection, or none for us: the network, invalid authorization, no such database, a server that starts or stops. */
function isUnreachable(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return /^(ECONN|ENOTFOUND$|EAI_AGAIN$|ETIMEDOUT$|EHOSTUNREACH$|28|3D|57P)/.test(error.code);
}
