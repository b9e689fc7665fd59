import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { RunRecord, RunRecordsService } from '../../runs';
import { eventIdOf } from './event-id';

const LOOK_EVERY_MS = 250;

export interface Watching {
  /** Gives the watching up. */
  readonly signal?: AbortSignal;
  /** The step that is known already, by its event id; any other text is of no step. */
  readonly after?: string | undefined;
}

/** Watches runs by their records, so that it does not matter which instance does the work. */
@Injectable()
export class RunProgress implements OnModuleDestroy {
  private readonly leaving = new AbortController();

  constructor(private readonly records: RunRecordsService) {}

  /**
   * The record of a run now and after each of its steps; the last one is of a run that has ended, unless the watching was
   * given up. @throws AppError `not-found`
   */
  async *watch(runId: number, { signal, after }: Watching = {}): AsyncGenerator<RunRecord> {
    let told = after;
    for (;;) {
      const run = await this.records.getById(runId);
      const news = eventIdOf(run);
      if (news !== told) yield run;
      if (run.status !== 'running' || this.leaving.signal.aborted || signal?.aborted === true) return;
      told = news;
      await pause(LOOK_EVERY_MS, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }

  /** The record of the run once it has ended; as it is when the service is leaving. @throws AppError `not-found` */
  async ended(runId: number): Promise<RunRecord> {
    let last: RunRecord | undefined;
    for await (const run of this.watch(runId)) last = run;
    return last ?? this.records.getById(runId);
  }

  /** Those who watch runs of other instances must not keep this one from leaving. */
  onModuleDestroy(): void {
    this.leaving.abort();
  }
}
