import { BodyInteger, QueryBoolean, QueryEnum, Unprocessable } from '../../platform/http';
import { MIN_RETENTION_DAYS } from '../../platform/retention';
import { LONGEST_PERIOD, REPORT_TYPES, ReportType } from '../../reports';

const MONTH = 30;
const YEAR = 365;

@Unprocessable()
export class BackgroundReportBody {
  @QueryEnum(REPORT_TYPES, { default: 'performance' })
  report_type: ReportType = 'performance';

  @BodyInteger(1, LONGEST_PERIOD, { default: MONTH, description: 'Calendar days up to the newest level' })
  period_days: number = MONTH;
}

@Unprocessable()
export class CleanupBody {
  @BodyInteger(MIN_RETENTION_DAYS, LONGEST_PERIOD, { default: YEAR, description: 'What is younger is kept' })
  days_to_keep: number = YEAR;
}

@Unprocessable()
export class CleanupQuery {
  @QueryBoolean({ default: false, description: 'Only says what would be deleted; task_id is null' })
  dry_run: boolean = false;
}
