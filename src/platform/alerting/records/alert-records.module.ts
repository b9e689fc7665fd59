import { Module } from '@nestjs/common';
import { retentionPolicy } from '../../retention';
import { JobsModule } from '../../jobs';
import { AlertRecords } from './alert-records';
import { AlertRecordsRepository } from './alert-records.repository';
import { DeadJobAlerts } from './dead-job-alerts';

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
