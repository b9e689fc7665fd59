import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATES, JobRecord, JobState } from '../platform/jobs';
import { QueryEnum, QueryInteger, QueryPattern } from '../platform/http';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const EXAMPLE_ID = '3f0c1f8e-58a1-4c3f-9a55-0d6f2f6f1c11';

export class JobParameter {
  @QueryPattern(UUID, 'must be the id of a job', { description: 'The id of a job of /ops/jobs' })
  id: string;
}

export class JobListQuery {
  @QueryEnum(JOB_STATES, { optional: true, description: 'failed: dead jobs' })
  state?: JobState;

  @QueryInteger(1, 500, { default: 50 })
  limit: number = 50;
}

export class JobDto {
  @ApiProperty({ example: EXAMPLE_ID })
  id: string;
  @ApiProperty({ example: 'report' })
  queue: string;
  @ApiProperty({
    enum: JOB_STATES,
    description: 'created: waits. retry: failed, waits for its next try. active: a worker does it. failed: dead',
  })
  state: JobState;
  @ApiProperty({ nullable: true, type: String, example: 'run 12', description: 'What the job is about' })
  about: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The input of the job' })
  data: Readonly<Record<string, unknown>>;
  @ApiProperty({
    nullable: true,
    type: 'object',
    additionalProperties: true,
    description: 'Its progress, its result, or as `message` why it failed',
  })
  output: Readonly<Record<string, unknown>> | null;
  @ApiProperty({ example: 1 })
  tries: number;
  @ApiProperty({ example: 4, description: 'After this many failed tries the job is dead' })
  mostTries: number;
  @ApiProperty({ format: 'date-time' })
  enqueuedAt: string;
  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  nextTryAt: string | null;
  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  endedAt: string | null;
}

export class JobListDto {
  @ApiProperty({ type: [JobDto] })
  data: JobDto[];
}

export function toJobDto(job: JobRecord): JobDto {
  return { ...job, data: { ...job.data }, output: job.output === null ? null : { ...job.output } };
}
