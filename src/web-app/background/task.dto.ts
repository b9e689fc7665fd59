import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { BodyInteger, QueryBoolean, QueryEnum, QueryPattern, Unprocessable } from '../../platform/http';
import { MIN_RETENTION_DAYS } from '../../platform/retention';
import { MAX_PERIOD_DAYS, REPORT_TYPES, ReportType } from '../../reports';

const MONTH = 30;
const YEAR = 365;

@Unprocessable()
export class BackgroundReportBody {
  @QueryEnum(REPORT_TYPES, { default: 'performance' })
  report_type: ReportType = 'performance';

  @BodyInteger(1, MAX_PERIOD_DAYS, { default: MONTH, description: 'Calendar days up to the newest level' })
  period_days: number = MONTH;
}

@Unprocessable()
export class CleanupBody {
  @BodyInteger(MIN_RETENTION_DAYS, MAX_PERIOD_DAYS, { default: YEAR, description: 'Younger rows are kept' })
  days_to_keep: number = YEAR;
}

@Unprocessable()
export class CleanupQuery {
  @QueryBoolean({ default: false, description: 'Only counts what would be deleted; task_id is null' })
  dry_run: boolean = false;
}

const TASK_STATES = ['PENDING', 'STARTED', 'SUCCESS', 'FAILURE', 'RETRY', 'REVOKED'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** The id of a run or of a job. */
const TASK = /[1-9]\d{0,14}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

@Unprocessable()
export class TaskParameter {
  @QueryPattern(TASK, 'must be the id of a task', { example: '1' })
  id: string;
}

export class TaskStartedDto {
  @ApiProperty({ example: '12', description: 'For /background/status' })
  task_id: string;
  @ApiProperty({ enum: ['started'] })
  status: 'started';
  @ApiProperty()
  message: string;
}

export class CleanupStartedDto {
  @ApiProperty({ nullable: true, type: String, description: 'For /background/status; null for a dry run' })
  task_id: string | null;
  @ApiProperty({ enum: ['started', 'dry_run'] })
  status: 'started' | 'dry_run';
  @ApiProperty()
  message: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { reports: 3, sessions: 12, alerts: 0, 'dry runs': 0 },
    description: 'Rows by retention policy',
  })
  would_delete: Readonly<Record<string, number>>;
}

export class TaskStatusDto {
  @ApiProperty({ example: '12' })
  task_id: string;
  @ApiProperty({ enum: TASK_STATES })
  status: TaskState;
  @ApiProperty({ enum: TASK_STATES, description: 'The same as status' })
  state: TaskState;
  @ApiProperty({ description: 'Whether the task has ended' })
  ready: boolean;
  @ApiProperty({ description: 'Whether the task has succeeded' })
  successful: boolean;
  @ApiProperty({ required: false, example: 7, description: 'Progress; for a refresh the assets fetched' })
  current?: number;
  @ApiProperty({ required: false, example: 14, description: 'Progress at the end' })
  total?: number;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Result of a successful task' })
  result?: Readonly<Record<string, unknown>>;
  @ApiProperty({
    required: false,
    example: 'Stored in part: 1 of 14 assets could not be fetched: ACME.',
    description: 'What a refresh could not fetch; the result has the numbers',
  })
  message?: string;
  @ApiProperty({ required: false })
  error?: string;
}

export class ActiveTaskDto {
  @ApiProperty({ example: '12' })
  id: string;
  @ApiProperty({ example: 'refresh' })
  name: string;
  @ApiProperty({ type: [String] })
  args: string[];
}

class ActiveStatsDto {
  @ApiProperty({ example: 1 })
  total_active: number;
  @ApiProperty({ example: 0 })
  total_scheduled: number;
  @ApiProperty({ example: 0 })
  total_reserved: number;
}

const workers = {
  type: 'object',
  additionalProperties: { type: 'array', items: { $ref: '#/components/schemas/ActiveTaskDto' } },
} as const;

export class ActiveTasksDto {
  @ApiProperty(workers)
  active: Readonly<Record<string, readonly ActiveTaskDto[]>>;
  @ApiProperty(workers)
  scheduled: Readonly<Record<string, readonly ActiveTaskDto[]>>;
  @ApiProperty(workers)
  reserved: Readonly<Record<string, readonly ActiveTaskDto[]>>;
  @ApiProperty()
  stats: ActiveStatsDto;
}
