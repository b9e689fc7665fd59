import { NestFactory } from '@nestjs/core';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'pino';
import { AppModule } from './app.module';
import { AppConfig } from './platform/config';
import { configureHttp, createHttpAdapter } from './platform/http';
import { NestLogger } from './platform/logging';
import { serveOpenApi } from './platform/openapi';

/** The application as it serves, not listening yet. Tests and `main` build it alike. */
export async function createApp(
  config: AppConfig,
  databaseUrl: string,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config, databaseUrl),
    createHttpAdapter(config, logger),
    { logger: new NestLogger(logger), abortOnError: false },
  );
  await configureHttp(app, config, logger);
  serveOpenApi(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
