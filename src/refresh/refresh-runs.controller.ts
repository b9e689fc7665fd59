import { Body, Controller, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadGatewayResponse,
  ApiConflictResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { FastifyReply } from 'fastify';
import { Access, Requested } from '../accounts';
import { LargeBody, VisibleHeader } from '../platform/http';
import { Limited } from '../platform/rate-limit';
import { Requester, RunDetailDto, RunEvents, RunsService, runRoutes, toRunDetailDto } from '../runs';
import { DryRunsService } from './dry-runs.service';
import { RefreshQueue } from './refresh-queue';
import { DryRunDto, RefreshBody, RefreshQuery, refreshRequestOf, toDryRunDto } from './refresh.dto';
import { RevertBody, RevertParameter, RevertRoute } from './revert.controller';
import { RevertService } from './revert.service';

/** Starts refreshes. The routes that read and revert runs are aliases of `/api/v1/runs` for older clients. */
@ApiTags('runs')
@Access('read')
@Controller('api/v1/refresh-runs')
export class RefreshRunsController extends runRoutes(true) {
  constructor(
    runs: RunsService,
    runEvents: RunEvents,
    private readonly queue: RefreshQueue,
    private readonly dryRuns: DryRunsService,
    private readonly reverts: RevertService,
  ) {
    super(runs, runEvents);
  }

  @Post()
  @LargeBody()
  @HttpCode(202)
  @Access('refresh')
  @Limited('refresh')
  @ApiOperation({ summary: 'Fetches prices, stores them and rebuilds the indices, all or nothing' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key repeats the first response. Such as nightly-2024-03-28',
    schema: { type: 'string', pattern: '^[!-~]{1,200}$' },
  })
  @ApiAcceptedResponse({ type: RunDetailDto, description: 'The run is created. Location is its address' })
  @ApiExtraModels(DryRunDto)
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(RunDetailDto) }, { $ref: getSchemaPath(DryRunDto) }] },
    description: 'wait=true: the run has ended, see its status. dryRun: what would change',
  })
  @ApiBadGatewayResponse({ description: 'A vendor failed in a dry run. The failure of a run is in its status' })
  @ApiConflictResponse({ description: 'A refresh is running; detail names it' })
  @ApiUnprocessableEntityResponse({ description: 'The Idempotency-Key was sent before with another body' })
  async start(
    @Body() body: RefreshBody,
    @Query() { wait }: RefreshQuery,
    @Requested() requester: Requester,
    @VisibleHeader('Idempotency-Key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunDetailDto | DryRunDto> {
    const request = refreshRequestOf(body);
    if (body.dryRun === true) {
      reply.status(200);
      const { dryRuns } = this;
      return toDryRunDto(await (key === undefined ? dryRuns.run(request) : dryRuns.runOnce(request, requester, key)));
    }
    if (key !== undefined) await this.dryRuns.refuseUsedKey(requester, key);
    const { runId } = await this.queue.begin(request, requester, key);
    reply.header('location', `/api/v1/runs/${runId}`);
    const run = wait ? await this.runEvents.ended(runId) : await this.runs.getById(runId);
    if (wait && run.status !== 'running') reply.status(200);
    return toRunDetailDto(run);
  }

  @RevertRoute(true)
  async revert(
    @Param() { id }: RevertParameter,
    @Body() { reason }: RevertBody,
    @Requested() requester: Requester,
  ): Promise<RunDetailDto> {
    return toRunDetailDto(await this.runs.getById(await this.reverts.revert(id, requester, reason)));
  }
}
