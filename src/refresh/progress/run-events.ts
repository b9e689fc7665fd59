import { Readable } from 'node:stream';
import { RunRecord } from '../../runs';
import { toRunDto } from '../dto/run.dto';
import { eventIdOf } from './event-id';

const LIVELY_EVERY_MS = 15_000;

/**
 * Records of a run as server-sent events: `progress` while it runs, then `end`. Proxies close a connection on which
 * nothing happens, so a comment goes out from time to time. Destroying the stream ends the watching.
 */
export function runEvents(watch: (signal: AbortSignal) => AsyncIterable<RunRecord>): Readable {
  const gone = new AbortController();
  const stream = new Readable({
    read: () => undefined,
    destroy: (error, done) => {
      gone.abort();
      done(error);
    },
  });
  const lively = setInterval(() => stream.push(': the run goes on\n\n'), LIVELY_EVERY_MS);
  forward(stream, watch(gone.signal))
    .catch((error: unknown) => stream.destroy(error instanceof Error ? error : undefined))
    .finally(() => clearInterval(lively));
  return stream;
}

async function forward(stream: Readable, runs: AsyncIterable<RunRecord>): Promise<void> {
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
