import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import { Computation, SeriesChanges } from './computation';
import type { ComputationReply } from './computation.worker';

/** Computes indices one after the other in a worker thread, so that the event loop stays free for requests. */
@Injectable()
export class IndexComputer implements OnApplicationShutdown {
  private thread: Worker | undefined;
  private last: Promise<unknown> = Promise.resolve();

  compute(computation: Computation): Promise<SeriesChanges> {
    const next = this.last.then(() => this.inThread(computation));
    this.last = next.catch(() => undefined);
    return next;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread?.terminate();
  }

  private async inThread(computation: Computation): Promise<SeriesChanges> {
    this.thread ??= startThread();
    const thread = this.thread;
    const ended = new AbortController();
    const died = once(thread, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('the thread that computes indices ended');
    });
    try {
      const replied = once(thread, 'message', { signal: ended.signal });
      thread.postMessage(computation, buffersOf(computation));
      const [reply] = (await Promise.race([replied, died])) as [ComputationReply];
      if ('error' in reply) throw reply.error;
      return reply.computed;
    } catch (error) {
      this.thread = undefined;
      await thread.terminate();
      throw error;
    } finally {
      ended.abort();
      died.catch(() => undefined);
    }
  }
}

/** The buffers that `postMessage` transfers instead of copying. */
function buffersOf({ closes, benchmarkCloses, levelsBefore, stored }: Computation): ArrayBuffer[] {
  const chunks = [closes, benchmarkCloses, levelsBefore, ...Object.values<readonly Uint8Array[]>({ ...stored })].flat();
  return chunks.map(({ buffer }) => buffer as ArrayBuffer);
}

function startThread(): Worker {
  const extension = extname(__filename);
  const thread = new Worker(join(__dirname, `computation.worker${extension}`), {
    // A thread does not inherit the transform of the test runner.
    execArgv: extension === '.ts' ? ['-r', join(__dirname, '../../../scripts/register-swc.js')] : [],
  });
  thread.unref();
  return thread;
}
