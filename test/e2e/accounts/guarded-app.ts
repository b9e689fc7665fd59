import { NestInterceptor } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { RouteOptions } from 'fastify';
import { pino } from 'pino';
import { AppModule } from '../../../src/app.module';
import { AppConfig } from '../../../src/platform/config';
import { AppError } from '../../../src/platform/errors';
import { configureHttp, createHttpAdapter } from '../../../src/platform/http';
import { NestLogger } from '../../../src/platform/logging';
import { serveOpenApi } from '../../../src/platform/openapi';
import { ADMIN_TOKEN, JWT_SECRET } from '../../support/app';
import { TestDatabase, createTestDatabase } from '../../support/database';

export interface GuardedApp {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  /** `GET /api/v1/assets` and so on, as the router has them; HEAD and OPTIONS, which go with others, left out. */
  readonly routes: readonly string[];
  close(): Promise<void>;
}

/** A request that gets here has passed the guards. The route itself does not run. */
const goNoFurther: NestInterceptor = {
  intercept: () => {
    throw new AppError('not-acceptable', 'let in');
  },
};

/** The whole application with all its routes and guards, but without what the routes do. */
export async function guardedApp(readAccess: 'authenticated' | 'public'): Promise<GuardedApp> {
  const database = await createTestDatabase();
  const config = AppConfig.fromEnvironment({
    ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', ADMIN_TOKEN, JWT_SECRET, READ_ACCESS: readAccess },
    ...{ DATABASE_URL: database.url, RATE_LIMIT: '60000', TRUST_PROXY: '1' },
  });
  const logger = pino({ level: 'silent' });
  const adapter = createHttpAdapter(config, logger);
  const routes: string[] = [];
  adapter.getInstance().addHook('onRoute', (route) => void routes.push(...namesOf(route)));
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config, database.url), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  await configureHttp(app, config, logger);
  app.useGlobalInterceptors(goNoFurther);
  serveOpenApi(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    database,
    routes: [...new Set(routes)].sort(),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

function namesOf({ method, url }: RouteOptions): string[] {
  const methods = [method].flat().filter((name) => name !== 'HEAD' && name !== 'OPTIONS');
  // The pages of Swagger UI are many, and which is the library's business.
  const path = url.startsWith('/docs') ? '/docs' : url;
  return methods.map((name) => `${name} ${path}`);
}
