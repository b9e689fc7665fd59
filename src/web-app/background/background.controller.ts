import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiExtraModels,
  ApiNotFoundResponse,
  ApiNotImplementedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Access, Administrator, IdentityFromMemory, Requested } from '../../accounts';
import { AppError } from '../../platform/errors';
import { AnswersUnprocessable, BodyOptional } from '../../platform/http';
import { Limited, LimitedOnceAdmitted, Unlimited } from '../../platform/rate-limit';
import { RefreshService } from '../../refresh';
import { Requester } from '../../runs';
import { StrategyService } from '../strategy/strategy.service';
import { ActiveTaskDto, ActiveTasksDto, TaskParameter, TaskStartedDto, TaskStatusDto } from './task.dto';
import { TasksService } from './tasks.service';

@ApiTags('web app')
@ApiExtraModels(ActiveTaskDto)
@ApiNotFoundResponse({ description: 'There is no such index, or it has no such strategy' })
@Controller('api/v1/background')
export class BackgroundController {
  constructor(
    private readonly tasks: TasksService,
    private readonly refreshes: RefreshService,
    private readonly strategy: StrategyService,
  ) {}

  @Post('refresh')
  @BodyOptional()
  @HttpCode(200)
  @Access('user', 'refresh')
  @LimitedOnceAdmitted('button')
  @ApiOperation({ summary: 'Fetches new prices and computes everything from them, in the background; one at a time' })
  @ApiOkResponse({ type: TaskStartedDto })
  @ApiConflictResponse({ description: 'A refresh is running; detail names it' })
  async refresh(@Requested() requester: Requester): Promise<TaskStartedDto> {
    const { runId } = await this.refreshes.begin({ allowPartial: false }, requester);
    return { task_id: String(runId), status: 'started', message: 'Prices are being refreshed in the background' };
  }

  @Post('compute')
  @BodyOptional()
  @HttpCode(200)
  @Access('user', 'refresh')
  @LimitedOnceAdmitted('button')
  @ApiOperation({ summary: 'Computes the index anew with the stored strategy, in the background' })
  @ApiOkResponse({ type: TaskStartedDto })
  async compute(@Requested() requester: Requester): Promise<TaskStartedDto> {
    const runId = await this.strategy.recompute(requester);
    return { task_id: String(runId), status: 'started', message: 'The index is being computed in the background' };
  }

  @Post('report')
  @BodyOptional()
  @HttpCode(200)
  @Administrator()
  @ApiOperation({ summary: 'Reports: not offered yet' })
  @ApiNotImplementedResponse({ description: 'Always' })
  report(): never {
    throw new AppError('not-configured', 'Reports are not offered by this installation.');
  }

  @Post('cleanup')
  @BodyOptional()
  @HttpCode(200)
  @Administrator()
  @ApiOperation({ summary: 'Clean-up: not offered, history is kept' })
  @ApiNotImplementedResponse({ description: 'Always' })
  cleanup(): never {
    throw new AppError('not-configured', 'Nothing is deleted by this installation: history is kept.');
  }

  @Get('status/:id')
  @Access('read')
  @IdentityFromMemory()
  @Unlimited()
  @Limited('task-status')
  @ApiOperation({ summary: 'How a task is doing' })
  @ApiOkResponse({ type: TaskStatusDto })
  @AnswersUnprocessable()
  @ApiNotFoundResponse({ description: 'There is no such task' })
  status(@Param() { id }: TaskParameter): Promise<TaskStatusDto> {
    return this.tasks.status(id);
  }

  @Get('active')
  @Access('read')
  @IdentityFromMemory()
  @Unlimited()
  @Limited('active-tasks')
  @ApiOperation({ summary: 'Tasks under way, as known within the last second; has a budget of its own' })
  @ApiOkResponse({ type: ActiveTasksDto })
  active(): Promise<ActiveTasksDto> {
    return this.tasks.active();
  }
}
