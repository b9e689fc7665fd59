export { MAX_PERIOD_DAYS, REPORT_FORMATS, ReportFormat } from './report.dto';
export { reportText } from './report-text';
export { NewReport, Report, REPORT_TYPES, ReportType } from './report';
export { ReportsModule } from './reports.module';
export { ReportsService } from './reports.service';
