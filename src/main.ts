import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'pino';
import { createApp } from './app.setup';
import { listen, migrateWhenReady, startDatabase, StartedDatabase, withSigningSecret } from './platform/bootstrap';
import { AppConfig, EnvironmentError, loadEnvironmentFile } from './platform/config';
import { Readiness } from './platform/health';
import { Jobs } from './platform/jobs';
import { createLogger } from './platform/logging';
import { runInServiceContext } from './platform/request-context';
import { drain, Shutdown } from './platform/shutdown';
import { SeedService } from './refresh';

/** Platforms kill after 30 s, and the embedded database takes up to 13 s to stop. */
const DRAIN_TIMEOUT_MS = 15_000;

/** Starts the service. `shutdown` closes what it opens: first the requests, last the database. */
async function start(config: AppConfig, logger: Logger, shutdown: Shutdown): Promise<void> {
  const starting = startDatabase(config);
  shutdown.add(async () => (await starting.catch(() => undefined))?.close());
  const database = await starting;
  await migrateWhenReady(database.url, logger);
  const app = await createApp(await withSigningSecret(database.config), database.url, logger);
  shutdown.add(() => drain(app), DRAIN_TIMEOUT_MS);
  shutdown.add(() => leaveLoadBalancer(app, config.http), config.http.shutdownDelay + 1);
  await runInServiceContext('first-start', () => app.get(SeedService).prepare());
  await app.get(Jobs).start();
  const address = await listen(app, config.http);
  for (const line of notices(config, database)) logger.info(line);
  logger.info(`AutoIndex listens on ${address}`);
  logger.info(`Swagger UI: ${address}/docs`);
  logger.info(`Health: ${address}/health`);
}

/** Reports not ready, and serves on until load balancers have noticed. */
async function leaveLoadBalancer(app: NestFastifyApplication, { shutdownDelay }: AppConfig['http']): Promise<void> {
  app.get(Readiness).leave();
  await pause(shutdownDelay);
}

function notices({ redisUrl, adminToken }: AppConfig, database: StartedDatabase): string[] {
  const token = database.config.adminToken;
  return [
    ...(redisUrl === undefined ? ['REDIS_URL is not set: rate limits are per process, so run one instance only'] : []),
    ...(token === undefined ? ['ADMIN_TOKEN is not set: the header X-Admin-Token is not accepted'] : []),
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
