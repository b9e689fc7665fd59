import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { RunRecord } from './run';
import { toRunDto } from './run.dto';
import { RunsService } from './runs.service';
import { sha256 } from '../platform/utils/hash';

const POLL_MS = 250;
const KEEP_ALIVE_MS = 15_000;
const DIGEST_CHARACTERS = 16;

interface WatchOptions {
  /** Ends the watching. */
  readonly signal?: AbortSignal;
  /** The event id of the step that is known already. An id of no step is ignored. */
  readonly after?: string | undefined;
}

/**
 * Watches runs by polling their records, so that it does not matter which instance does the work.
 * Not Nest's `@Sse`: it knows neither comments that keep a connection alive nor a 204 that ends an EventSource.
 */
@Injectable()
export class RunEvents implements OnModuleDestroy {
  private readonly shutdown = new AbortController();

  constructor(private readonly runs: RunsService) {}

  /**
   * The record of a run, now and after each of its steps, until the run has ended or `signal` is aborted.
   * @throws AppError `not-found`
   */
  async *watch(runId: number, { signal, after }: WatchOptions = {}): AsyncGenerator<RunRecord> {
    let seen = after;
    for (;;) {
      const run = await this.runs.getById(runId);
      const id = eventIdOf(run);
      if (id !== seen) yield run;
      if (run.status !== 'running' || this.shutdown.signal.aborted || signal?.aborted === true) return;
      seen = id;
      await pause(POLL_MS, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }

  /**
   * The record of the run once it has ended; at shutdown, or after `timeout` milliseconds, as it is.
   * @throws AppError `not-found`
   */
  async ended(runId: number, timeout?: number): Promise<RunRecord> {
    const options = timeout === undefined ? {} : { signal: AbortSignal.timeout(timeout) };
    let last: RunRecord | undefined;
    for await (const run of this.watch(runId, options)) last = run;
    return last ?? this.runs.getById(runId);
  }

  /**
   * Server-sent events: `progress` while the run is running, then `end`. Undefined when `after` is the end.
   * Destroying the stream ends the watching. @throws AppError `not-found`
   */
  async stream(runId: number, after: string | undefined): Promise<Readable | undefined> {
    const run = await this.runs.getById(runId);
    if (run.status !== 'running' && eventIdOf(run) === after) return undefined;
    return eventStream((signal) => this.watch(runId, { signal, after }));
  }

  /** Watchers of runs of other instances must not delay the shutdown of this one. */
  onModuleDestroy(): void {
    this.shutdown.abort();
  }
}

/** Proxies close an idle connection, so a comment goes out from time to time. */
function eventStream(watch: (signal: AbortSignal) => AsyncIterable<RunRecord>): Readable {
  const destroyed = new AbortController();
  const stream = new Readable({
    read: () => undefined,
    destroy: (error, done) => {
      destroyed.abort();
      done(error);
    },
  });
  const keepAlive = setInterval(() => stream.push(': the run goes on\n\n'), KEEP_ALIVE_MS);
  push(stream, watch(destroyed.signal))
    .catch((error: unknown) => stream.destroy(error instanceof Error ? error : undefined))
    .finally(() => clearInterval(keepAlive));
  return stream;
}

async function push(stream: Readable, runs: AsyncIterable<RunRecord>): Promise<void> {
  for await (const run of runs) {
    if (stream.destroyed) return;
    stream.push(eventOf(run));
  }
  stream.push(null);
}

function eventOf(run: RunRecord): string {
  const name = run.status === 'running' ? 'progress' : 'end';
  return `event: ${name}\nid: ${eventIdOf(run)}\ndata: ${JSON.stringify(toRunDto(run))}\n\n`;
}

/** Names a step by the content of the record: every instance gives it the same name, and no step comes twice. */
function eventIdOf({ id, stage, counts, status }: Pick<RunRecord, 'id' | 'stage' | 'counts' | 'status'>): string {
  const digest = sha256(JSON.stringify([status, stage, counts])).toString('hex');
  return `${id}-${digest.slice(0, DIGEST_CHARACTERS)}`;
}
