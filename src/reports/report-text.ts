import { unparse } from 'papaparse';
import { AppError } from '../platform/errors';
import { NamedSeries, Report, ReportContent } from './report';
import { ReportFormat, toReportDetailDto } from './report.dto';
import { reportHtml } from './report-html';

/** A report as JSON, CSV or HTML. JSON is available before the report is ready. @throws AppError `conflict` when it is not ready */
export async function reportText(report: Report, format: ReportFormat): Promise<string> {
  if (format === 'json') return JSON.stringify(toReportDetailDto(report));
  const { content, status, id, error } = report;
  if (content === null) {
    throw new AppError('conflict', `Report ${id} is not ready: it is ${status}${error === null ? '' : `, ${error}`}.`);
  }
  return format === 'csv' ? reportCsv(content) : reportHtml(content);
}

type Cell = string | number | null;

/**
 * The numbers of a report as one table with a header. Texts that a spreadsheet would compute are escaped. A notice comes
 * before the header, as a line that begins with `#`.
 */
export function reportCsv(content: ReportContent): string {
  const { fields, data } = tableOf(content);
  const notice = content.notice ? `# ${content.notice}\n` : '';
  return `${notice}${unparse({ fields, data }, { escapeFormulae: true, newline: '\n' })}\n`;
}

function tableOf(content: ReportContent): { fields: string[]; data: Cell[][] } {
  if (content.type === 'performance') {
    const { index, benchmark } = content.series;
    return { fields: ['date', 'index', 'benchmark'], data: levelRows(index, benchmark) };
  }
  if (content.type === 'allocation') {
    const data = content.holdings.map(({ symbol, name, sector, weight }) => [symbol, name, sector, weight]);
    return { fields: ['symbol', 'name', 'sector', 'weight'], data };
  }
  return { fields: ['metric', 'value'], data: Object.entries(content.metrics) };
}

function levelRows(index: NamedSeries, benchmark: NamedSeries | null): Cell[][] {
  const closes = new Map(benchmark?.dates.map((date, position) => [date, benchmark.values[position] ?? null]));
  return index.dates.map((date, position) => [date, index.values[position] ?? null, closes.get(date) ?? null]);
}
