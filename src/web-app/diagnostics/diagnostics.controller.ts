import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExtraModels, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Administrator, Requested } from '../../accounts';
import { BodyOptional } from '../../platform/http';
import { Requester } from '../../runs';
import { StrategyService } from '../strategy/strategy.service';
import { CacheStatusService } from './cache-status.service';
import { CacheStatusDto, DatabaseStatusDto, RecalculationDto, RefreshStatusDto, TableDto } from './diagnostics.dto';
import { DiagnosticsService } from './diagnostics.service';

@ApiTags('web app')
@ApiExtraModels(TableDto)
@Access('read')
@Controller('api/v1/diagnostics')
export class DiagnosticsController {
  constructor(
    private readonly diagnostics: DiagnosticsService,
    private readonly cache: CacheStatusService,
    private readonly strategy: StrategyService,
  ) {}

  @Get('database-status')
  @ApiOperation({ summary: 'Rows of the tables, and from which day to which they reach' })
  @ApiOkResponse({ type: DatabaseStatusDto })
  database(): Promise<DatabaseStatusDto> {
    return this.diagnostics.database();
  }

  @Get('refresh-status')
  @ApiOperation({ summary: 'How old the newest price is, and whether a session has ended since' })
  @ApiOkResponse({ type: RefreshStatusDto })
  refresh(): Promise<RefreshStatusDto> {
    return this.diagnostics.refresh();
  }

  @Get('cache-status')
  @ApiOperation({ summary: 'Whether Redis answers, and what it holds' })
  @ApiOkResponse({ type: CacheStatusDto })
  cacheStatus(): Promise<CacheStatusDto> {
    return this.cache.status();
  }

  @Post('recalculate-index')
  @HttpCode(200)
  @BodyOptional()
  @Administrator()
  @ApiOperation({ summary: 'Computes the index anew with the stored strategy, in the background' })
  @ApiNotFoundResponse({ description: 'There is no such index, or it has no such strategy' })
  @ApiOkResponse({ type: RecalculationDto })
  async recalculate(@Requested() requester: Requester): Promise<RecalculationDto> {
    const runId = await this.strategy.recompute(requester);
    return { status: 'success', task_id: String(runId), message: 'The index is being computed in the background' };
  }
}
