import { Controller, HttpCode, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { Administrator, Requested } from '../../accounts';
import { AnswersUnprocessable, BodyOptional, QueryBoolean, QueryEnum, Unprocessable } from '../../platform/http';
import { Limited } from '../../platform/rate-limit';
import { RefreshQueue } from '../../refresh';
import { Requester } from '../../runs';
import { StrategyService } from '../strategy/strategy.service';

const MODES = ['auto', 'full', 'minimal', 'cached'] as const;
type Mode = (typeof MODES)[number];

/** The first day of the default history, from which a full refresh starts. */
const FIRST_DAY = '2018-01-01';

@Unprocessable()
class SmartRefreshQuery {
  @QueryEnum(MODES, {
    default: 'auto',
    description: 'full: from 2018-01-01; cached: recompute from stored prices only',
  })
  mode: Mode = 'auto';

  @QueryBoolean({ default: false, description: 'No effect: unchanged rows are never written again' })
  force: boolean = false;
}

class ManualRefreshDto {
  @ApiProperty({ enum: ['REFRESH_STARTED'] })
  status: 'REFRESH_STARTED';
  @ApiProperty()
  message: string;
  @ApiProperty({ enum: MODES })
  mode: Mode;
  @ApiProperty({ type: [String] })
  features: string[];
  @ApiProperty()
  note: string;
  @ApiProperty({ example: '12' })
  task_id: string;
}

class TaskRefreshDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
  @ApiProperty({ example: '12' })
  task_id: string;
}

/** Manual refreshes. Every route starts the same refresh, which fetches first and then stores all or nothing. */
@ApiTags('web app')
@Administrator()
@Limited('refresh')
@ApiConflictResponse({ description: 'A refresh is running; detail names it' })
@ApiNotFoundResponse({ description: 'The index does not exist, or its method has no such strategy' })
@Controller('api/v1')
export class ManualController {
  constructor(
    private readonly refreshes: RefreshQueue,
    private readonly strategy: StrategyService,
  ) {}

  @Post('manual/smart-refresh')
  @BodyOptional()
  @HttpCode(200)
  @ApiOperation({ summary: 'Starts a refresh in the background' })
  @ApiOkResponse({ type: ManualRefreshDto })
  @AnswersUnprocessable()
  async smart(@Query() { mode }: SmartRefreshQuery, @Requested() requester: Requester): Promise<ManualRefreshDto> {
    return startedRefresh(mode, await this.begin(mode, requester));
  }

  @Post('manual/trigger-refresh')
  @BodyOptional()
  @HttpCode(200)
  @ApiOperation({ summary: 'As smart-refresh' })
  @ApiOkResponse({ type: ManualRefreshDto })
  async trigger(@Requested() requester: Requester): Promise<ManualRefreshDto> {
    return startedRefresh('auto', await this.begin('auto', requester));
  }

  @Post('manual/minimal-refresh')
  @BodyOptional()
  @HttpCode(200)
  @ApiOperation({ summary: 'As smart-refresh; deletes nothing' })
  @ApiOkResponse({ type: ManualRefreshDto })
  async minimal(@Requested() requester: Requester): Promise<ManualRefreshDto> {
    return startedRefresh('minimal', await this.begin('minimal', requester));
  }

  @Post('tasks/refresh')
  @BodyOptional()
  @HttpCode(200)
  @ApiOperation({ summary: 'Starts a refresh in the background' })
  @ApiOkResponse({ type: TaskRefreshDto })
  async task(@Requested() requester: Requester): Promise<TaskRefreshDto> {
    return { status: 'ok', task_id: String(await this.begin('auto', requester)) };
  }

  private async begin(mode: Mode, requester: Requester): Promise<number> {
    if (mode === 'cached') return this.strategy.recompute(requester);
    const request = { allowPartial: false, ...(mode === 'full' ? { from: FIRST_DAY } : {}) };
    return (await this.refreshes.begin(request, requester)).runId;
  }
}

function startedRefresh(mode: Mode, runId: number): ManualRefreshDto {
  return {
    status: 'REFRESH_STARTED',
    message: `A refresh has started in the background: task ${runId}`,
    mode,
    features: ['Stores all or nothing', 'Retries and limits calls to the provider'],
    note: `Follow it at /api/v1/background/status/${runId}`,
    task_id: String(runId),
  };
}
