import { Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../accounts';
import { AnswersUnprocessable, BodyOptional } from '../../platform/http';
import { Limited } from '../../platform/rate-limit';
import { ButtonsService, Press, Pressed, RefreshMode } from './buttons.service';
import { ManualRefreshDto, SmartRefreshQuery, TaskRefreshDto, toManualRefreshDto } from './manual.dto';

/** Manual refreshes. Every route starts the same refresh, which fetches first and then stores all or nothing. */
@ApiTags('web app')
@Access('user', 'refresh')
@Limited('refresh')
@ApiConflictResponse({ description: 'A refresh of something else is running; detail names it' })
@ApiNotFoundResponse({ description: 'The index does not exist, or its method has no such strategy' })
@Controller('api/v1')
export class ManualController {
  constructor(private readonly buttons: ButtonsService) {}

  @Post('manual/smart-refresh')
  @BodyOptional()
  @HttpCode(200)
  @ApiOperation({ summary: 'Refreshes, or joins the refresh under way; waits up to ten seconds for its end' })
  @ApiOkResponse({ type: ManualRefreshDto })
  @AnswersUnprocessable()
  smart(@Query() { mode }: SmartRefreshQuery, @Pressed() press: Press): Promise<ManualRefreshDto> {
    return this.refresh(mode, press);
  }

  @Post('manual/trigger-refresh')
  @BodyOptional()
  @HttpCode(200)
  @ApiOperation({ summary: 'As smart-refresh' })
  @ApiOkResponse({ type: ManualRefreshDto })
  trigger(@Pressed() press: Press): Promise<ManualRefreshDto> {
    return this.refresh('auto', press);
  }

  @Post('manual/minimal-refresh')
  @BodyOptional()
  @HttpCode(200)
  @ApiOperation({ summary: 'As smart-refresh; deletes nothing' })
  @ApiOkResponse({ type: ManualRefreshDto })
  minimal(@Pressed() press: Press): Promise<ManualRefreshDto> {
    return this.refresh('minimal', press);
  }

  @Post('tasks/refresh')
  @BodyOptional()
  @HttpCode(200)
  @ApiOperation({ summary: 'Starts a refresh in the background, or joins the one under way' })
  @ApiOkResponse({ type: TaskRefreshDto })
  async task(@Pressed() press: Press): Promise<TaskRefreshDto> {
    const { runId } = await this.buttons.refresh('auto', press);
    return { status: 'ok', task_id: String(runId) };
  }

  private async refresh(mode: RefreshMode, press: Press): Promise<ManualRefreshDto> {
    const { runId, joined } = await this.buttons.refresh(mode, press);
    return toManualRefreshDto(mode, await this.buttons.ended(runId), joined);
  }
}
