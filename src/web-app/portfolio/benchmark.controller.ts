import { Controller, Get, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../accounts';
import { AnswersUnprocessable } from '../../platform/http';
import { BenchmarkDto, ComparisonDto, ComparisonQuery } from './benchmark.dto';
import { BenchmarkService } from './benchmark.service';

@ApiTags('web app')
@Access('read')
@Controller('api/v1/benchmark')
export class BenchmarkController {
  constructor(private readonly benchmark: BenchmarkService) {}

  @Get('sp500')
  @ApiOperation({ summary: 'The benchmark of the index, rebased to the index on their first common day' })
  @ApiOkResponse({ type: BenchmarkDto })
  @ApiNotFoundResponse({ description: 'The index that DEFAULT_INDEX names does not exist' })
  sp500(): Promise<BenchmarkDto> {
    return this.benchmark.series();
  }

  @Get('compare')
  @ApiOperation({ summary: 'Index and benchmark on their common days; percents' })
  @ApiOkResponse({ type: ComparisonDto })
  @ApiBadRequestResponse({ description: 'There are fewer than two common days' })
  @AnswersUnprocessable()
  @ApiNotFoundResponse({ description: 'The index or its benchmark has no values in this period' })
  compare(@Query() query: ComparisonQuery): Promise<ComparisonDto> {
    return this.benchmark.compare(query);
  }
}
