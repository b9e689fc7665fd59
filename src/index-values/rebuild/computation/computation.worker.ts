import { parentPort } from 'node:worker_threads';
import { Computation, ComputedSeries } from './computation';
import { computeIndex } from './compute-index';

/** What the thread answers to a `Computation`. */
export type ComputationReply = { readonly computed: ComputedSeries } | { readonly error: unknown };

/** The thread's entry: one reply for each message. */
parentPort?.on('message', (computation: Computation) => parentPort?.postMessage(reply(computation)));

function reply(computation: Computation): ComputationReply {
  try {
    return { computed: computeIndex(computation) };
  } catch (error) {
    return { error };
  }
}
