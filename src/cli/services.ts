import { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { ApiKeysService, InvitationsService, PasswordsService, SessionsService, UsersService } from '../accounts';
import { AppModule } from '../app.module';
import { AssetsService } from '../assets';
import { IndexChartService, IndexDefinitionsService, IndexHistory, IndexRecomputationService } from '../index-values';
import { AppConfig } from '../platform/config';
import { JobRecords } from '../platform/jobs';
import { migrateWhenReady, StartedDatabase } from '../platform/bootstrap';
import { createLogger, NestLogger } from '../platform/logging';
import { runInContext } from '../platform/request-context';
import { RetentionService } from '../platform/retention';
import { CorrectionsService, ImportPricesService, PriceHistory, QuarantineService } from '../prices';
import { DryRunsService, RefreshQueue, RevertService, SeedService } from '../refresh';
import { ReportsService } from '../reports';
import { RunEvents, RunsService } from '../runs';

export type Services = ReturnType<typeof servicesOf>;

/** Migrates the database, makes the application, and closes it after `work`. */
export async function runWithServices<Result>(
  { config, url }: StartedDatabase,
  requestId: string,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  // Standard output is for results.
  const diagnostics = createLogger({ logLevel: 'warn' }, pino.destination(2));
  await migrateWhenReady(url, diagnostics);
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(config, url), {
    logger: new NestLogger(diagnostics),
    abortOnError: false,
  });
  try {
    return await runInContext(requestId, () => work(servicesOf(app)));
  } finally {
    await app.close();
  }
}

function servicesOf(app: INestApplicationContext) {
  return {
    apiKeys: app.get(ApiKeysService),
    assets: app.get(AssetsService, { strict: false }),
    charts: app.get(IndexChartService),
    config: app.get(AppConfig),
    corrections: app.get(CorrectionsService, { strict: false }),
    definitions: app.get(IndexDefinitionsService),
    dryRuns: app.get(DryRunsService),
    indexHistory: app.get(IndexHistory),
    invitations: app.get(InvitationsService),
    jobs: app.get(JobRecords),
    passwords: app.get(PasswordsService),
    priceHistory: app.get(PriceHistory),
    priceImport: app.get(ImportPricesService, { strict: false }),
    quarantine: app.get(QuarantineService, { strict: false }),
    recomputation: app.get(IndexRecomputationService),
    refreshes: app.get(RefreshQueue),
    reports: app.get(ReportsService),
    retention: app.get(RetentionService),
    revert: app.get(RevertService),
    runEvents: app.get(RunEvents),
    runs: app.get(RunsService),
    seed: app.get(SeedService),
    sessions: app.get(SessionsService),
    users: app.get(UsersService),
  };
}
