export { AlertEvent } from './alert';
export { alertCatalogue } from './alert-catalogue';
export { ALERT_QUEUE, AlertRecords } from './alert-records';
export { AlertWatch } from './alert-watch';
export { AlertRecordsModule, AlertingModule } from './alerting.module';
export { Alerts } from './alerts';
