import { Module } from '@nestjs/common';
import { DisposablesModule } from '../../cleanup/disposables.module';
import { JobsModule } from '../../jobs';
import { AlertClock } from '../alert-clock';
import { AlertRecords } from './alert-records';
import { AlertRecordsRepository } from './alert-records.repository';
import { DeadJobAlerts } from './dead-job-alerts';
import { SettledAlerts } from './settled-alerts';

/** For features that raise an alert in the transaction of its event. It sends nothing. */
@Module({
  imports: [DisposablesModule, JobsModule],
  providers: [AlertRecords, AlertRecordsRepository, AlertClock, DeadJobAlerts, SettledAlerts],
  exports: [AlertRecords, AlertClock],
})
export class AlertRecordsModule {}
