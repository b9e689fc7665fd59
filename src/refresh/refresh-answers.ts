import { Injectable } from '@nestjs/common';
import { FastifyReply } from 'fastify';
import { Requester, RunRecordsService } from '../runs';
import { DryRunDto, toDryRunDto } from './dto/dry-run.dto';
import { RefreshBody, refreshRequestOf } from './dto/refresh.body';
import { RunDetailDto, toRunDetailDto } from './dto/run.dto';
import { eventIdOf } from './progress/event-id';
import { runEvents } from './progress/run-events';
import { RunProgress } from './progress/run-progress';
import { RehearsalsService } from './rehearsal/rehearsals.service';
import { RefreshService } from './run/refresh.service';

const PATH = '/api/v1/refresh-runs';

interface Circumstances {
  readonly wait: boolean;
  readonly requester: Requester;
  readonly key: string | undefined;
  readonly reply: FastifyReply;
}

/** Which answer over HTTP a refresh gets: at once, when it is done, or step by step. */
@Injectable()
export class RefreshAnswers {
  constructor(
    private readonly refresh: RefreshService,
    private readonly rehearsals: RehearsalsService,
    private readonly records: RunRecordsService,
    private readonly progress: RunProgress,
  ) {}

  async start(body: RefreshBody, { wait, requester, key, reply }: Circumstances): Promise<RunDetailDto | DryRunDto> {
    const request = refreshRequestOf(body);
    if (body.dryRun === true) {
      reply.status(200);
      return toDryRunDto(await this.rehearsals.rehearse(request, requester, key));
    }
    if (key !== undefined) await this.rehearsals.refuseUsedKey(requester, key);
    const { runId } = await this.refresh.begin(request, requester, key);
    reply.header('location', `${PATH}/${runId}`);
    const run = wait ? await this.progress.ended(runId) : await this.records.getById(runId);
    if (wait && run.status !== 'running') reply.status(200);
    return toRunDetailDto(run);
  }

  /** What comes after the event that the client had last. Had it the end, 204 tells it to come no more. */
  async sendEvents(runId: number, lastEventId: string | undefined, reply: FastifyReply): Promise<void> {
    const run = await this.records.getById(runId);
    if (run.status !== 'running' && eventIdOf(run) === lastEventId) return void (await reply.status(204).send());
    const events = runEvents((signal) => this.progress.watch(runId, { signal, after: lastEventId }));
    await reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store, no-transform')
      .header('x-accel-buffering', 'no')
      // Compressing would hold events back.
      .header('content-encoding', 'identity')
      .send(events);
  }
}
