import { Module, OnModuleInit } from '@nestjs/common';
import { Disposables, DisposablesModule } from '../../cleanup';
import { JobsModule } from '../../jobs';
import { AlertClock } from '../alert-clock';
import { AlertRecords } from './alert-records';
import { AlertRecordsRepository } from './alert-records.repository';
import { DeadJobAlerts } from './dead-job-alerts';
import { settledAlerts } from './settled-alerts';

/** For features that raise an alert in the transaction of its event. It sends nothing. */
@Module({
  imports: [DisposablesModule, JobsModule],
  providers: [AlertRecords, AlertRecordsRepository, AlertClock, DeadJobAlerts],
  exports: [AlertRecords, AlertClock],
})
export class AlertRecordsModule implements OnModuleInit {
  constructor(private readonly disposables: Disposables) {}

  onModuleInit(): void {
    this.disposables.add(settledAlerts);
  }
}
