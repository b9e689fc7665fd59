import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Unprocessable } from '../../platform/http';
import { QueryInteger } from '../../platform/http/query';

export const TASK_STATES = ['PENDING', 'STARTED', 'SUCCESS', 'FAILURE', 'RETRY', 'REVOKED'] as const;
export type TaskState = (typeof TASK_STATES)[number];

@Unprocessable()
export class TaskParameter {
  @QueryInteger(1, Number.MAX_SAFE_INTEGER, { example: 12 })
  id: number;
}

export class TaskStartedDto {
  @ApiProperty({ example: '12', description: 'For /background/status' })
  task_id: string;
  @ApiProperty({ enum: ['started'] })
  status: 'started';
  @ApiProperty()
  message: string;
}

export class TaskStatusDto {
  @ApiProperty({ example: '12' })
  task_id: string;
  @ApiProperty({ enum: TASK_STATES })
  status: TaskState;
  @ApiProperty({ enum: TASK_STATES, description: 'The same as status' })
  state: TaskState;
  @ApiProperty({ description: 'Whether it has ended' })
  ready: boolean;
  @ApiProperty({ description: 'Whether it has ended well' })
  successful: boolean;
  @ApiProperty({ required: false, example: 7, description: 'Assets that are fetched' })
  current?: number;
  @ApiProperty({ required: false, example: 14, description: 'Assets to be fetched' })
  total?: number;
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'number' } })
  result?: Readonly<Record<string, number>>;
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
