import { Module } from '@nestjs/common';
import { DisposablesModule } from '../../cleanup/disposables.module';
import { AlertClock } from '../alert-clock';
import { AlertRecords } from './alert-records';
import { AlertRecordsRepository } from './alert-records.repository';
import { SettledAlerts } from './settled-alerts';

/** For features that raise an alert in the transaction of its event. It sends nothing. */
@Module({
  imports: [DisposablesModule],
  providers: [AlertRecords, AlertRecordsRepository, AlertClock, SettledAlerts],
  exports: [AlertRecords, AlertClock],
})
export class AlertRecordsModule {}
