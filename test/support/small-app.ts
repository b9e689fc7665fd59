import { Writable } from 'node:stream';
import { ModuleMetadata } from '@nestjs/common';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, TestingModuleBuilder } from '@nestjs/testing';
import { AppConfig, ConfigModule } from '../../src/platform/config';
import { configureHttp, createHttpAdapter } from '../../src/platform/http';
import { NestLogger, createLogger } from '../../src/platform/logging';
import { RequestContextModule } from '../../src/platform/request-context';

type LogLine = Record<string, unknown>;

export interface SmallApp {
  readonly app: NestFastifyApplication;
  /** Lines of the log, parsed, oldest first. */
  readonly log: LogLine[];
}

/** The edge of the service around a few controllers, without database. */
export async function smallApp(
  metadata: ModuleMetadata,
  environment: Record<string, string> = {},
  beforeInit: (app: NestFastifyApplication, config: AppConfig) => void | Promise<void> = () => undefined,
  adapt: (builder: TestingModuleBuilder) => TestingModuleBuilder = (builder) => builder,
): Promise<SmallApp> {
  const config = AppConfig.fromEnvironment({ NODE_ENV: 'test', LOG_LEVEL: 'debug', ...environment });
  const log: LogLine[] = [];
  const logger = createLogger(config, linesInto(log));
  const builder = Test.createTestingModule({
    ...metadata,
    imports: [ConfigModule.forRoot(config), RequestContextModule, ...(metadata.imports ?? [])],
  });
  const module = await adapt(builder).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(config, logger), {
    logger: new NestLogger(logger),
  });
  await configureHttp(app, config, logger);
  await beforeInit(app, config);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, log };
}

function linesInto(log: LogLine[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done): void {
      for (const line of chunk.toString().trim().split('\n')) log.push(JSON.parse(line) as LogLine);
      done();
    },
  });
}
