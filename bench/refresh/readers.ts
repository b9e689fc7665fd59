import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';

const READERS = 4;
/** What a reader waits between two requests: the machine has room to spare, so that waiting is seen and not queueing. */
const PAUSE_MS = 20;

/**
 * Readers that ask without end for what `path` says, until they are stopped. No two requests are the same, so that none is
 * answered from memory.
 */
export class Readers {
  private readonly pool: Pool;
  /** How long each answer took, in milliseconds. */
  readonly times: number[] = [];
  private readonly ended = new AbortController();
  private readonly reading: Promise<unknown>;
  private count = 0;

  constructor(
    url: string,
    private readonly path: (count: number) => string,
  ) {
    this.pool = new Pool(url, { connections: READERS });
    this.reading = Promise.all(Array.from({ length: READERS }, () => this.read()));
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.reading;
    await this.pool.close();
  }

  private async read(): Promise<void> {
    while (!this.ended.signal.aborted) {
      const begun = performance.now();
      const path = this.path(this.count++);
      const answer = await this.pool.request({ method: 'GET', path });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${text}`);
      this.times.push(performance.now() - begun);
      await pause(PAUSE_MS);
    }
  }
}

export function percentile(times: readonly number[], share: number): number {
  return [...times].sort((a, b) => a - b)[Math.ceil(times.length * share) - 1] ?? NaN;
}
