const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A 32-bit hash of the text (FNV-1a). */
export function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

/** Spreads the bits of `seed + counter` (the finaliser of MurmurHash3, public domain). */
export function mixed(seed: number, counter: number): number {
  let hash = (seed + Math.imul(counter + 1, 0x9e3779b9)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Uniform in [0, 1). */
export function uniform(seed: number, counter: number): number {
  return mixed(seed, counter) / 2 ** 32;
}

/**
 * Nearly normal, mean 0, variance 1, within ±6: twelve uniforms of 16 bits, less 6 (Irwin-Hall).
 * Only additions and one division by a power of two, so that it is the same to the last bit on every machine; Math.log
 * and Math.exp are not.
 */
export function normal(seed: number, day: number): number {
  let sum = 0;
  for (let i = 0; i < 6; i++) {
    const bits = mixed(seed, day * 6 + i);
    sum += (bits & 0xffff) + (bits >>> 16) + 1;
  }
  return sum / 2 ** 16 - 6;
}
