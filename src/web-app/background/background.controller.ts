import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiExtraModels,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Access, Administrator, MemoizedIdentity, Requested } from '../../accounts';
import { RetentionService } from '../../platform/retention';
import { AnswersUnprocessable, BodyOptional } from '../../platform/http';
import { Limited, LimitedAfterGuards, Unlimited } from '../../platform/rate-limit';
import { ReportsService } from '../../reports';
import { Requester } from '../../runs';
import { DefaultIndexService } from '../default-index.service';
import { ButtonsService, Press, Pressed } from './buttons.service';
import {
  BackgroundReportBody,
  CleanupBody,
  CleanupQuery,
  ActiveTaskDto,
  ActiveTasksDto,
  CleanupStartedDto,
  TaskParameter,
  TaskStartedDto,
  TaskStatusDto,
} from './task.dto';
import { TasksService } from './tasks.service';

@ApiTags('web app')
@ApiExtraModels(ActiveTaskDto)
@ApiNotFoundResponse({ description: 'The index does not exist, or its method has no such strategy' })
@Controller('api/v1/background')
export class BackgroundController {
  constructor(
    private readonly tasks: TasksService,
    private readonly buttons: ButtonsService,
    private readonly index: DefaultIndexService,
    private readonly reports: ReportsService,
    private readonly cleanups: RetentionService,
  ) {}

  @Post('refresh')
  @BodyOptional()
  @HttpCode(200)
  @Access('user', 'refresh')
  @ApiOperation({ summary: 'Starts a refresh in the background, or joins the one under way' })
  @ApiOkResponse({ type: TaskStartedDto })
  @ApiConflictResponse({ description: 'A refresh of something else is running; detail names it' })
  async refresh(@Pressed() press: Press): Promise<TaskStartedDto> {
    const { runId, joined } = await this.buttons.refresh('auto', press);
    const message = `Prices are being refreshed in the background${joined ? ' already' : ''}`;
    return { task_id: String(runId), status: 'started', message };
  }

  @Post('compute')
  @BodyOptional()
  @HttpCode(200)
  @Access('user', 'refresh')
  @ApiOperation({ summary: 'Recomputes the index with the stored strategy in the background' })
  @ApiOkResponse({ type: TaskStartedDto })
  async compute(@Pressed() press: Press): Promise<TaskStartedDto> {
    const runId = await this.buttons.compute(press);
    return { task_id: String(runId), status: 'started', message: 'The index is being computed in the background' };
  }

  @Post('report')
  @BodyOptional()
  @HttpCode(200)
  @Access('user', 'administrator')
  @LimitedAfterGuards('report')
  @ApiOperation({ summary: 'Creates a report on the index in the background; the result of the task has its address' })
  @ApiOkResponse({ type: TaskStartedDto })
  @AnswersUnprocessable()
  async report(
    @Body() { report_type: type, period_days: periodDays }: BackgroundReportBody,
    @Requested() requester: Requester,
  ): Promise<TaskStartedDto> {
    const { slug: index } = await this.index.get();
    const { report, jobId } = await this.reports.create({ type, index, periodDays }, requester);
    return { task_id: jobId, status: 'started', message: `Report ${report.id} is being created in the background` };
  }

  @Post('cleanup')
  @BodyOptional()
  @HttpCode(200)
  @Administrator()
  @ApiOperation({ summary: 'Deletes old reports, sessions and alerts, and returns their numbers. History is kept' })
  @ApiOkResponse({ type: CleanupStartedDto })
  @AnswersUnprocessable()
  async cleanup(
    @Body() { days_to_keep: days }: CleanupBody,
    @Query() { dry_run: dryRun }: CleanupQuery,
    @Requested() requester: Requester,
  ): Promise<CleanupStartedDto> {
    const would_delete = await this.cleanups.countExpired(days);
    if (dryRun) return { task_id: null, status: 'dry_run', message: 'Dry run: nothing is deleted', would_delete };
    const task_id = await this.cleanups.enqueuePurge(days, requester);
    return { task_id, status: 'started', message: 'Old rows are being deleted in the background', would_delete };
  }

  @Get('status/:id')
  @Access('read')
  @MemoizedIdentity()
  @Unlimited()
  @Limited('task-status')
  @ApiOperation({ summary: 'The state of a task' })
  @ApiOkResponse({ type: TaskStatusDto })
  @AnswersUnprocessable()
  @ApiNotFoundResponse({ description: 'The task does not exist' })
  status(@Param() { id }: TaskParameter): Promise<TaskStatusDto> {
    return this.tasks.status(id);
  }

  @Get('active')
  @Access('read')
  @MemoizedIdentity()
  @Unlimited()
  @Limited('active-tasks')
  @ApiOperation({ summary: 'Running and waiting tasks, at most one second old; has a rate limit of its own' })
  @ApiOkResponse({ type: ActiveTasksDto })
  active(): Promise<ActiveTasksDto> {
    return this.tasks.active();
  }
}
