import { Module } from '@nestjs/common';
import { AlertClock } from '../alert-clock';
import { AlertRecords } from './alert-records';
import { AlertRecordsRepository } from './alert-records.repository';

/** For features that raise an alert in the transaction of its event. It sends nothing. */
@Module({ providers: [AlertRecords, AlertRecordsRepository, AlertClock], exports: [AlertRecords, AlertClock] })
export class AlertRecordsModule {}
