import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config';
import { JobsModule } from '../jobs';
import { retentionPolicy } from '../retention';
import { AlertChannel, LogChannel, WebhookChannel } from './alert-channels';
import { AlertDelivery } from './alert-delivery';
import { AlertRecords, DeadJobAlerts } from './alert-records';
import { AlertRecordsRepository } from './alert-records.repository';
import { AlertWatch } from './alert-watch';
import { Alerts } from './alerts';
import { InProcessAlerts } from './in-process-alerts';
import { ErrorRateSource, RollbackRateSource } from './rate-sources';
import { DatabaseSource, LimiterSource, PoolSource } from './state-sources';

/** For features that raise an alert in the transaction of its event. It sends nothing. */
@Module({
  imports: [
    retentionPolicy({ name: 'alerts', table: 'alerts', condition: "told = 'recovered' and last_at < $1" }),
    JobsModule,
  ],
  providers: [AlertRecords, AlertRecordsRepository, DeadJobAlerts],
  exports: [AlertRecords],
})
export class AlertRecordsModule {}

function createChannel({ alerts }: AppConfig): AlertChannel {
  const { webhookUrl, format } = alerts;
  return webhookUrl === undefined ? new LogChannel() : new WebhookChannel(webhookUrl, format);
}

/** Checks the sources of alerts and notifies people. */
@Global()
@Module({
  imports: [AlertRecordsModule, JobsModule],
  providers: [
    { provide: AlertChannel, useFactory: createChannel, inject: [AppConfig] },
    ...[Alerts, AlertDelivery, AlertWatch, InProcessAlerts],
    ...[DatabaseSource, PoolSource, LimiterSource, RollbackRateSource, ErrorRateSource],
  ],
  exports: [Alerts, AlertWatch, AlertRecordsModule],
})
export class AlertingModule {}
