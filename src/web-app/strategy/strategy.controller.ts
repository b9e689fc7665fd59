import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { Access, Administrator, Requested } from '../../accounts';
import { AnswersUnprocessable, BodyAndQuery, BodyOptional } from '../../platform/http';
import { Requester } from '../../runs';
import {
  adjustmentOf,
  AdjustmentBody,
  StrategyBody,
  ForceQuery,
  HistoryQuery,
  JobStartedDto,
  RecomputeQuery,
  STRATEGY_HISTORY,
  StrategyAnswerDto,
  StrategyDto,
} from './strategy.dto';
import { StrategyChangeRecord } from './strategy.repository';
import { StrategyService } from './strategy.service';

@ApiTags('web app')
@Access('read')
@ApiNotFoundResponse({ description: 'The index does not exist, or its method has no such strategy' })
@Controller('api/v1/strategy')
export class StrategyController {
  constructor(private readonly strategy: StrategyService) {}

  @Get('config')
  @ApiOperation({ summary: 'The requested strategy of the index, and whether it is applied' })
  @ApiOkResponse({ type: StrategyDto })
  get(): Promise<StrategyDto> {
    return this.strategy.get();
  }

  @Get('config/history')
  @Administrator()
  @ApiOperation({ summary: 'Changes of the strategy, newest first: who, when, before, after' })
  @ApiOkResponse({ schema: STRATEGY_HISTORY })
  @AnswersUnprocessable()
  async history(@Query() { limit }: HistoryQuery): Promise<{ history: StrategyChangeRecord[] }> {
    return { history: await this.strategy.changes(limit) };
  }

  @Put('config')
  @Administrator()
  @ApiOperation({
    summary: 'Updates the strategy and recomputes the index in the background. Omitted fields keep their values',
  })
  @ApiOkResponse({ type: StrategyAnswerDto })
  @ApiUnprocessableEntityResponse({ description: 'A field is out of its bounds, or the weights do not sum to 1' })
  put(
    @Body() body: StrategyBody,
    @Query() { recompute }: RecomputeQuery,
    @Requested() requester: Requester,
  ): Promise<StrategyAnswerDto> {
    return this.strategy.change(body, { requester, recompute });
  }

  @Post('config')
  @HttpCode(200)
  @Administrator()
  @ApiOperation({ summary: 'Same as PUT; one page of the web app saves by POST' })
  @ApiOkResponse({ type: StrategyAnswerDto })
  @ApiUnprocessableEntityResponse({ description: 'A field is out of its bounds, or the weights do not sum to 1' })
  post(
    @Body() body: StrategyBody,
    @Query() { recompute }: RecomputeQuery,
    @Requested() requester: Requester,
  ): Promise<StrategyAnswerDto> {
    return this.strategy.change(body, { requester, recompute });
  }

  @Post('config/ai-adjust')
  @BodyOptional()
  @HttpCode(200)
  @Administrator()
  @ApiOperation({
    summary: 'Updates the strategy as proposed by a program, within the same bounds and with its reason',
  })
  @ApiQuery({ name: 'reason', required: false, example: 'Momentum weakens', description: 'Here or in the body' })
  @ApiQuery({
    name: 'confidence',
    required: false,
    schema: { type: 'number', minimum: 0, maximum: 1, example: 0.8 },
    description: '0 to 1; here or in the body',
  })
  @ApiBody({ type: AdjustmentBody, required: false })
  @ApiOkResponse({ type: StrategyAnswerDto })
  @ApiBadRequestResponse({ description: 'The confidence is not between 0 and 1' })
  @ApiUnprocessableEntityResponse({ description: 'A field or the reason is invalid' })
  adjust(@BodyAndQuery() body: AdjustmentBody, @Requested() requester: Requester): Promise<StrategyAnswerDto> {
    const { fields, proposal } = adjustmentOf(body);
    return this.strategy.change(fields, { requester, proposal, recompute: true });
  }

  @Post('rebalance')
  @BodyOptional()
  @HttpCode(200)
  @Administrator()
  @ApiOperation({ summary: 'Recomputes the index with the stored strategy in the background' })
  @ApiOkResponse({ type: JobStartedDto })
  @AnswersUnprocessable()
  async rebalance(@Query() _query: ForceQuery, @Requested() requester: Requester): Promise<JobStartedDto> {
    const runId = await this.strategy.recompute(requester);
    return { task_id: String(runId), status: 'started', message: 'The index is being computed in the background' };
  }
}
