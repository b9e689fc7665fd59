import { Controller, Get, HttpCode, Post, Body, Query } from '@nestjs/common';
import { ApiExtraModels, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags, ApiBody } from '@nestjs/swagger';
import { Access, Administrator } from '../../accounts';
import { AnswersUnprocessable, BodyOptional, QueryPattern, Unprocessable } from '../../platform/http';
import { Limited } from '../../platform/rate-limit';
import { ButtonsService, Press, Pressed } from '../background/buttons.service';
import {
  CacheStatusDto,
  DatabaseStatusDto,
  RecalculationDto,
  RefreshStatusDto,
  TableDto,
  InvalidationDto,
  ProviderStatusDto,
  TestRefreshDto,
  toRecalculationDto,
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
    private readonly buttons: ButtonsService,
  ) {}

  @Get('database-status')
  @ApiOperation({ summary: 'Rows of the tables, with their first and last day' })
  @ApiOkResponse({ type: DatabaseStatusDto })
  database(): Promise<DatabaseStatusDto> {
    return this.diagnostics.database();
  }

  @Get('refresh-status')
  @ApiOperation({ summary: 'Age of the newest price, and whether a session has been completed since' })
  @ApiOkResponse({ type: RefreshStatusDto })
  refresh(): Promise<RefreshStatusDto> {
    return this.diagnostics.refresh();
  }

  @Get('cache-status')
  @ApiOperation({ summary: 'Whether Redis responds, and its statistics' })
  @ApiOkResponse({ type: CacheStatusDto })
  cacheStatus(): Promise<CacheStatusDto> {
    return this.system.cache();
  }

  @Post('recalculate-index')
  @HttpCode(200)
  @BodyOptional()
  @Administrator()
  @ApiOperation({ summary: 'Recomputes the index with the stored strategy; waits up to ten seconds for the end' })
  @ApiNotFoundResponse({ description: 'The index does not exist, or its method has no such strategy' })
  @ApiOkResponse({ type: RecalculationDto })
  async recalculate(@Pressed() press: Press): Promise<RecalculationDto> {
    return toRecalculationDto(await this.buttons.ended(await this.buttons.compute(press)));
  }
}

@Unprocessable()
class PatternBody {
  @QueryPattern(/[A-Za-z0-9_:*-]{1,100}/, 'must be a pattern of keys', { optional: true, example: 'index' })
  pattern?: string;
}

/** Checks and actions of administrators. */
@ApiTags('web app')
@Administrator()
@Controller('api/v1/diagnostics')
export class DiagnosticsTestsController {
  constructor(private readonly system: SystemStatusService) {}

  @Post('test-refresh')
  @HttpCode(200)
  @BodyOptional()
  @Limited('refresh')
  @ApiOperation({ summary: 'Dry run of a refresh: fetches and stores nothing' })
  @ApiOkResponse({ type: TestRefreshDto })
  test(): Promise<TestRefreshDto> {
    return this.system.testRefresh();
  }

  @Get('twelvedata-status')
  @ApiOperation({ summary: 'State of the circuit breaker of Twelve Data; costs no credit' })
  @ApiOkResponse({ type: ProviderStatusDto })
  twelveData(): ProviderStatusDto {
    return this.system.twelveData();
  }

  @Post('clear-market-cache')
  @HttpCode(200)
  @BodyOptional()
  @ApiOperation({ summary: 'Same as cache-invalidate with the pattern market' })
  @ApiOkResponse({ type: InvalidationDto })
  clearMarket(): InvalidationDto {
    return nothingInvalidated('market');
  }

  @Post('cache-invalidate')
  @HttpCode(200)
  @BodyOptional()
  @ApiOperation({ summary: 'No effect: responses are cached by data version' })
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
    message: 'Responses are cached by data version: there is nothing to invalidate',
  };
}
