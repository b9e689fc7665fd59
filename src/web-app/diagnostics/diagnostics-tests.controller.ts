import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Administrator } from '../../accounts';
import { AnswersUnprocessable, BodyOptional, QueryPattern, Unprocessable } from '../../platform/http';
import { Limited } from '../../platform/rate-limit';
import { InvalidationDto, ProviderStatusDto, TestRefreshDto } from './diagnostics.dto';
import { ProviderStatusService } from './provider-status.service';
import { TestRefreshService } from './test-refresh.service';

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
  constructor(
    private readonly refresh: TestRefreshService,
    private readonly providers: ProviderStatusService,
  ) {}

  @Post('test-refresh')
  @HttpCode(200)
  @BodyOptional()
  @Limited('refresh')
  @ApiOperation({ summary: 'Fetches what a refresh would fetch and stores nothing' })
  @ApiOkResponse({ type: TestRefreshDto })
  test(): Promise<TestRefreshDto> {
    return this.refresh.test();
  }

  @Get('twelvedata-status')
  @ApiOperation({ summary: 'How Twelve Data has been answering; asking costs nothing' })
  @ApiOkResponse({ type: ProviderStatusDto })
  twelveData(): ProviderStatusDto {
    return this.providers.status();
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
