import { AppError } from '../../platform/errors';
import { toReportDetailDto } from '../dto/report.dto';
import { ReportFormat } from '../dto/report.query';
import { Report } from '../report';
import { reportCsv } from './report-csv';
import { reportHtml } from './report-html';

/** A report in one of its forms. As JSON also one that is not ready. @throws AppError `conflict` when it is not ready */
export function reportText(report: Report, format: ReportFormat): string {
  if (format === 'json') return JSON.stringify(toReportDetailDto(report));
  const { content, status, id, error } = report;
  if (content === null) {
    throw new AppError('conflict', `Report ${id} is not ready: it is ${status}${error === null ? '' : `, ${error}`}.`);
  }
  return format === 'csv' ? reportCsv(content) : reportHtml(content);
}
