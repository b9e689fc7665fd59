import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadGatewayResponse,
  ApiConflictResponse,
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  ApiUnprocessableEntityResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { FastifyReply } from 'fastify';
import { Access, Requested } from '../accounts';
import { Limited } from '../platform/rate-limit';
import { Requester, RunRecordsService } from '../runs';
import { DryRunDto } from './dto/dry-run.dto';
import { IdempotencyKey, LastEventId } from './dto/visible-header';
import { RefreshBody, RevertBody } from './dto/refresh.body';
import { RunDetailDto, RunPageDto, toRunDetailDto, toRunDto } from './dto/run.dto';
import { RefreshQuery, RunListQuery, RunParameter } from './dto/run.query';
import { RefreshAnswers } from './refresh-answers';
import { RevertService } from './revert/revert.service';

@ApiTags('runs')
@Access('read')
@Controller('api/v1/refresh-runs')
export class RefreshRunsController {
  constructor(
    private readonly answers: RefreshAnswers,
    private readonly records: RunRecordsService,
    private readonly reverts: RevertService,
  ) {}

  @Post()
  @HttpCode(202)
  @Access('refresh')
  @Limited('refresh')
  @ApiOperation({ summary: 'Fetches prices and stores them with all that is computed from them, whole or not at all' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key repeats the first answer',
    schema: { type: 'string', pattern: '^[!-~]{1,200}$', example: 'nightly-2024-03-28' },
  })
  @ApiAcceptedResponse({ type: RunDetailDto, description: 'It has begun; Location says where to look' })
  @ApiExtraModels(DryRunDto)
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(RunDetailDto) }, { $ref: getSchemaPath(DryRunDto) }] },
    description: 'wait=true: it has ended, see its status. dryRun: what would change',
  })
  @ApiBadGatewayResponse({ description: 'dryRun: a vendor failed; of a run its status says so' })
  @ApiConflictResponse({ description: 'A refresh is running; detail names it' })
  @ApiUnprocessableEntityResponse({ description: 'The Idempotency-Key was sent before with another body' })
  start(
    @Body() body: RefreshBody,
    @Query() { wait }: RefreshQuery,
    @Requested() requester: Requester,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunDetailDto | DryRunDto> {
    return this.answers.start(body, { wait, requester, key, reply });
  }

  @Get()
  @ApiOperation({ summary: 'Runs of every kind, the newest first' })
  @ApiOkResponse({ type: RunPageDto })
  async list(@Query() { limit, cursor, ...filter }: RunListQuery): Promise<RunPageDto> {
    const page = await this.records.list(filter, limit, cursor);
    return { ...page, data: page.data.map(toRunDto) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One run: where it is, what it did, what became of each asset' })
  @ApiOkResponse({ type: RunDetailDto })
  @ApiNotFoundResponse({ description: 'There is no such run' })
  async get(@Param() { id }: RunParameter): Promise<RunDetailDto> {
    return toRunDetailDto(await this.records.getById(id));
  }

  @Get(':id/events')
  @ApiOperation({ summary: 'Server-sent events: `progress` with the run at each step, then `end`' })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The id of the last event that arrived: only what is new since then is sent',
    schema: { type: 'string', pattern: '^[!-~]{1,200}$', example: '12-0f9c2c6e7d4b4f2f' },
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'data of each event is the run as in the list', schema: { type: 'string' } })
  @ApiNoContentResponse({ description: 'The end of the run has arrived already: there is nothing to connect for' })
  @ApiNotFoundResponse({ description: 'There is no such run' })
  events(
    @Param() { id }: RunParameter,
    @LastEventId() lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answers.sendEvents(id, lastEventId, reply);
  }

  @Post(':id/revert')
  @HttpCode(200)
  @Access('write')
  @ApiOperation({
    summary: 'Takes a run of any kind back: prices as they were before it, indices rebuilt, as a new run',
  })
  @ApiOkResponse({ type: RunDetailDto, description: 'The run that took it back' })
  @ApiNotFoundResponse({ description: 'There is no such run' })
  @ApiConflictResponse({ description: 'It stored no prices, or later runs built on it; detail says which' })
  async revert(
    @Param() { id }: RunParameter,
    @Body() { reason }: RevertBody,
    @Requested() requester: Requester,
  ): Promise<RunDetailDto> {
    return toRunDetailDto(await this.records.getById(await this.reverts.revert(id, requester, reason)));
  }
}
