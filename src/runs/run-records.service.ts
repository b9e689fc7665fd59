import { Injectable } from '@nestjs/common';
import { AppError } from '../platform/errors';
import { AnnouncedRunsService } from './announced/announced-runs.service';
import { RunKind, RunRecord } from './run';
import { RunRecordsRepository } from './run-records.repository';

export interface RunPage {
  readonly data: RunRecord[];
  readonly nextCursor: string | null;
}

/** Tells what runs did. A run that stands as running is one: those whose process died are ended before they are told. */
@Injectable()
export class RunRecordsService {
  constructor(
    private readonly records: RunRecordsRepository,
    private readonly announced: AnnouncedRunsService,
  ) {}

  /** @throws AppError `not-found` */
  async getById(id: number): Promise<RunRecord> {
    const run = await this.find(id);
    return run.status === 'running' && (await this.announced.endIfDead(id)) ? this.find(id) : run;
  }

  /** The newest first, `limit` at a time; the cursor is the last id of the page before. */
  async list(filter: { readonly kind?: RunKind }, limit: number, cursor?: number): Promise<RunPage> {
    const read = (): Promise<RunRecord[]> => this.records.list(filter.kind, limit + 1, cursor);
    const found = await read();
    const running = found.filter(({ status }) => status === 'running');
    const ended = await Promise.all(running.map(({ id }) => this.announced.endIfDead(id)));
    const data = ended.includes(true) ? await read() : found;
    return { data: data.slice(0, limit), nextCursor: data.length > limit ? String(data[limit - 1]?.id) : null };
  }

  private async find(id: number): Promise<RunRecord> {
    const run = await this.records.findById(id);
    if (run === undefined) throw new AppError('not-found', `There is no run ${id}.`);
    return run;
  }
}
