import { Readable } from 'node:stream';

const SLAB_BYTES = 1 << 20;

/** Gathers a stream in buffers of its own, which can be handed to another thread without copying them again. */
export async function collectChunks(stream: Readable): Promise<Uint8Array[]> {
  const slabs: Uint8Array[] = [];
  let slab = new Uint8Array(SLAB_BYTES);
  let used = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    for (let from = 0; from < chunk.length;) {
      const taken = Math.min(chunk.length - from, SLAB_BYTES - used);
      slab.set(chunk.subarray(from, from + taken), used);
      from += taken;
      used += taken;
      if (used === SLAB_BYTES) {
        slabs.push(slab);
        slab = new Uint8Array(SLAB_BYTES);
        used = 0;
      }
    }
  }
  return [...slabs, slab.slice(0, used)];
}
