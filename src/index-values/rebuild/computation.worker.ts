import { parentPort } from 'node:worker_threads';
import { Computation, SeriesChanges } from './computation';
import { computeIndex } from './compute-index';

/** The reply to a `Computation`. */
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

/** Transferred instead of copied: a copy would block the event loop. */
function buffersOf({ indexValues, allocations, riskMetrics }: SeriesChanges): ArrayBuffer[] {
  return [indexValues, allocations, riskMetrics].map(({ text }) => text.buffer as ArrayBuffer);
}
