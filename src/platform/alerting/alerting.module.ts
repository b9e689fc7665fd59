import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config';
import { AlertDelivery } from './alert-delivery';
import { AlertWatch } from './alert-watch';
import { Alerts } from './alerts';
import { AlertChannel } from './channels/alert-channel';
import { LogChannel } from './channels/log.channel';
import { WebhookChannel } from './channels/webhook.channel';
import { JobsModule } from '../jobs';
import { InProcessAlerts } from './in-process-alerts';
import { AlertRecordsModule } from './records/alert-records.module';
import { DatabaseSource } from './sources/database.source';
import { ErrorRateSource } from './sources/error-rate.source';
import { LimiterSource } from './sources/limiter.source';
import { PoolSource } from './sources/pool.source';
import { RollbackRateSource } from './sources/rollback-rate.source';

function createChannel({ alerts }: AppConfig): AlertChannel {
  const { webhookUrl, format } = alerts;
  return webhookUrl === undefined ? new LogChannel() : new WebhookChannel(webhookUrl, format);
}

/** Tells people what went wrong, and that it is over. */
@Global()
@Module({
  imports: [AlertRecordsModule, JobsModule],
  providers: [
    { provide: AlertChannel, useFactory: createChannel, inject: [AppConfig] },
    InProcessAlerts,
    AlertDelivery,
    Alerts,
    AlertWatch,
    DatabaseSource,
    PoolSource,
    LimiterSource,
    RollbackRateSource,
    ErrorRateSource,
  ],
  exports: [Alerts, AlertWatch, AlertRecordsModule],
})
export class AlertingModule {}
