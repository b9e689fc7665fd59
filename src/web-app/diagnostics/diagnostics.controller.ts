import { Controller, Get, HttpCode, Post, Body, Query } from '@nestjs/common';
import { ApiExtraModels, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags, ApiBody } from '@nestjs/swagger';
import { Access, Administrator, Requested } from '../../accounts';
import { AnswersUnprocessable, BodyOptional, QueryPattern, Unprocessable } from '../../platform/http';
import { Limited } from '../../platform/rate-limit';
import { Requester } from '../../runs';
import { StrategyService } from '../strategy/strategy.service';
import {
  CacheStatusDto,
  DatabaseStatusDto,
  RecalculationDto,
  RefreshStatusDto,
  TableDto,
  InvalidationDto,
  ProviderStatusDto,
  TestRefreshDto,
} from './diagnostics.dto';
import { DiagnosticsService } from './diagnostics.service';
import { SystemStatusService } from './system-status.service';

@ApiTags('web app')
@ApiExtraModels(TableDto)
@Access('read')
@Controller('api/v1/diagnostics')
export class DiagnosticsController {
  constructor(
    private readonly diagnostics: DiagnosticsService,
    private readonly system: SystemStatusService,
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
    return this.system.cache();
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

@Unprocessable()
class PatternBody {
  @QueryPattern(/[A-Za-z0-9_:*-]{1,100}/, 'must be a pattern of keys', { optional: true, example: 'index' })
  pattern?: string;
}

/** What an administrator tries out. */
@ApiTags('web app')
@Administrator()
@Controller('api/v1/diagnostics')
export class DiagnosticsTestsController {
  constructor(private readonly system: SystemStatusService) {}

  @Post('test-refresh')
  @HttpCode(200)
  @BodyOptional()
  @Limited('refresh')
  @ApiOperation({ summary: 'Fetches what a refresh would fetch and stores nothing' })
  @ApiOkResponse({ type: TestRefreshDto })
  test(): Promise<TestRefreshDto> {
    return this.system.testRefresh();
  }

  @Get('twelvedata-status')
  @ApiOperation({ summary: 'How Twelve Data has been answering; asking costs nothing' })
  @ApiOkResponse({ type: ProviderStatusDto })
  twelveData(): ProviderStatusDto {
    return this.system.twelveData();
  }

  @Post('clear-market-cache')
  @HttpCode(200)
  @BodyOptional()
  @ApiOperation({ summary: 'As cache-invalidate with the pattern market' })
  @ApiOkResponse({ type: InvalidationDto })
  clearMarket(): InvalidationDto {
    return nothingInvalidated('market');
  }

  @Post('cache-invalidate')
  @HttpCode(200)
  @BodyOptional()
  @ApiOperation({ summary: 'Nothing to do: what is cached is cached by the version of the data' })
  @ApiBody({ type: PatternBody, required: false })
  @ApiOkResponse({ type: InvalidationDto })
  @AnswersUnprocessable()
  invalidate(@Body() body: PatternBody, @Query() query: PatternBody): InvalidationDto {
    return nothingInvalidated(body.pattern ?? query.pattern ?? '*');
  }
}

function nothingInvalidated(pattern: string): InvalidationDto {
  return {
    status: 'success',
    invalidated_count: 0,
    pattern,
    message: 'Answers are cached by the version of the data: there is nothing to invalidate',
  };
}
