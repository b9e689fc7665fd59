import { parentPort } from 'node:worker_threads';
import { Computation, SeriesChanges } from './computation';
import { computeIndex } from './compute-index';

/** What the thread answers to a `Computation`. */
export type ComputationReply = { readonly computed: SeriesChanges } | { readonly error: unknown };

/** The thread's entry: one reply for each message. */
parentPort?.on('message', (computation: Computation) => {
  const answer = reply(computation);
  parentPort?.postMessage(answer, 'computed' in answer ? buffersOf(answer.computed) : []);
});

function reply(computation: Computation): ComputationReply {
  try {
    return { computed: computeIndex(computation) };
  } catch (error) {
    return { error };
  }
}

/** Handed over instead of copied: the event loop would stand still meanwhile. */
function buffersOf({ indexValues, allocations, riskMetrics }: SeriesChanges): ArrayBuffer[] {
  return [indexValues, allocations, riskMetrics].map(({ text }) => text.buffer as ArrayBuffer);
}
