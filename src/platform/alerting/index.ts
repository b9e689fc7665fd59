export { AlertEvent, AlertTopic } from './alert';
export { AlertCause, alertCauses } from './alert-causes';
export { AlertSource } from './alert-source';
export { AlertWatch } from './alert-watch';
export { AlertingModule } from './alerting.module';
export { Alerts } from './alerts';
export { AlertRecordsModule } from './records/alert-records.module';
export { ALERT_QUEUE, AlertRecords } from './records/alert-records';
