import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Administrator } from '../accounts';
import { JOB_STATES, JobRecords } from '../platform/jobs';
import { JobDto, JobListDto, JobListQuery, JobParameter, toJobDto } from './jobs.dto';

@ApiTags('operations')
@Access('ops')
@Controller('api/v1/ops/jobs')
export class JobsController {
  constructor(private readonly jobs: JobRecords) {}

  @Get()
  @ApiOperation({
    operationId: 'listJobs',
    summary: 'Jobs of the queue, the newest first. state=failed: dead jobs',
  })
  @ApiOkResponse({ type: JobListDto })
  async list(@Query() { state, limit }: JobListQuery): Promise<JobListDto> {
    const jobs = await this.jobs.list(state === undefined ? JOB_STATES : [state], limit);
    return { data: jobs.map(toJobDto) };
  }

  @Post(':id/retry')
  @HttpCode(200)
  @Administrator()
  @ApiOperation({ operationId: 'retryJob', summary: 'Retries a dead job at once' })
  @ApiOkResponse({ type: JobDto })
  @ApiNotFoundResponse({ description: 'There is no such job' })
  @ApiConflictResponse({ description: 'The job is not dead' })
  async retry(@Param() { id }: JobParameter): Promise<JobDto> {
    return toJobDto(await this.jobs.retry(id));
  }
}
