import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'pino';
import { createApp } from './app.setup';
import { AppConfig, EnvironmentError, loadEnvironmentFile } from './platform/config';
import { Readiness } from './platform/health';
import { Jobs } from './platform/jobs';
import {
  drain,
  listen,
  migrateWhenReady,
  ReachedDatabase,
  reachDatabase,
  Shutdown,
  withSigningSecret,
} from './platform/life-cycle';
import { createLogger } from './platform/logging';
import { runInContext } from './platform/request-context';
import { SeedService } from './refresh';

/** What is left of the 30 s that platforms grant, after the embedded database has had its 13. */
const DRAIN_MS = 15_000;

/** Starts the service. What is opened is closed again by `shutdown`: first the requests, last the database. */
async function start(config: AppConfig, logger: Logger, shutdown: Shutdown): Promise<void> {
  const reaching = reachDatabase(config);
  shutdown.add(async () => (await reaching.catch(() => undefined))?.close());
  const database = await reaching;
  await migrateWhenReady(database.url, logger);
  const app = await createApp(await withSigningSecret(database.config), database.url, logger);
  shutdown.add(() => drain(app), DRAIN_MS);
  shutdown.add(() => leaveLoadBalancer(app, config.http), config.http.shutdownDelay + 1);
  await runInContext('first-start', () => app.get(SeedService).prepare());
  await app.get(Jobs).start();
  const address = await listen(app, config.http);
  for (const line of notices(config, database)) logger.info(line);
  logger.info(`AutoIndex listens on ${address}`);
  logger.info(`Swagger UI: ${address}/docs`);
  logger.info(`Health: ${address}/health`);
}

/** Says that it is not ready, and goes on serving until that has been seen. */
async function leaveLoadBalancer(app: NestFastifyApplication, { shutdownDelay }: AppConfig['http']): Promise<void> {
  app.get(Readiness).leave();
  await pause(shutdownDelay);
}

function notices({ redisUrl, adminToken }: AppConfig, database: ReachedDatabase): string[] {
  const token = database.config.adminToken;
  return [
    ...(redisUrl === undefined ? ['REDIS_URL is not set: this is one instance, with limits of its own'] : []),
    ...(token === undefined ? ['ADMIN_TOKEN is not set: nobody can write over HTTP'] : []),
    ...(token !== undefined && adminToken === undefined ? [`To write, send the header X-Admin-Token: ${token}`] : []),
  ];
}

function main(): void {
  loadEnvironmentFile();
  const config = AppConfig.fromEnvironment();
  const logger = createLogger(config);
  const shutdown = new Shutdown(logger).listen();
  start(config, logger, shutdown).catch((error: unknown) => shutdown.fail(error));
}

try {
  main();
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
