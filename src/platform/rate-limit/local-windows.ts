import { randomInt } from 'node:crypto';

/** 32-bit hash of a text (FNV-1a with the final mix of MurmurHash3). `seed` makes it another function. */
export function hashText(text: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

interface WindowState {
  readonly admitted: boolean;
  /** Admitted requests that still count, this one included. */
  readonly hits: number;
  /** Milliseconds until the oldest of them expires. */
  readonly wait: number;
}

/** A window is counted in parts. A request counts until its whole part has left the window. */
const PARTS = 5;
const RING = PARTS + 1;
const PROBES = 16;
const MAX_HITS = 0xffff;
const DEFAULT_SLOTS = 1_700_000;

/**
 * Sliding windows of many keys in a fixed block of memory: 28 bytes a slot, 48 MB for 1.7 million keys. No window
 * admits more than `limit` requests; budget returns up to a fifth of the window late. Keys are compared by a 64-bit
 * hash. When all slots of a key are taken, the slot that expires first is evicted.
 */
export class LocalWindows {
  /** Keys evicted before they expired. */
  evicted = 0;
  private readonly seeds = [randomInt(2 ** 31), randomInt(2 ** 31)] as const;
  private readonly first: Uint32Array;
  private readonly second: Uint32Array;
  /** The part that was last written, and the second in which the slot expires. */
  private readonly part: Uint32Array;
  private readonly expiry: Uint32Array;
  private readonly counts: Uint16Array;

  constructor(private readonly slots = DEFAULT_SLOTS) {
    this.first = new Uint32Array(slots);
    this.second = new Uint32Array(slots);
    this.part = new Uint32Array(slots);
    this.expiry = new Uint32Array(slots);
    this.counts = new Uint16Array(slots * RING);
  }

  get bytes(): number {
    return [this.first, this.second, this.part, this.expiry, this.counts].reduce((sum, a) => sum + a.byteLength, 0);
  }

  /** @param window milliseconds  @param now milliseconds of a clock that never goes back */
  hit(key: string, limit: number, window: number, now: number): WindowState {
    const length = window / PARTS;
    const part = Math.floor(now / length) + 1;
    const slot = this.slotOf(key, now);
    this.forgetOld(slot, part);
    const hits = this.sum(slot);
    const admitted = hits < Math.min(limit, MAX_HITS);
    if (admitted) this.write(slot, part, now + window + length);
    const oldest = this.oldestPart(slot, part);
    return { admitted, hits: hits + 1, wait: (oldest + PARTS) * length - now };
  }

  private write(slot: number, part: number, expiry: number): void {
    const at = slot * RING + (part % RING);
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.part[slot] = part;
    this.expiry[slot] = Math.ceil(expiry / 1000);
  }

  /** The slot of this key, or a cleared one that it may take. */
  private slotOf(key: string, now: number): number {
    const [first, second] = [hashText(key, this.seeds[0]), hashText(key, this.seeds[1])];
    const seconds = now / 1000;
    const stride = 1 + (second % (this.slots - 1));
    let victim = first % this.slots;
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = (first + probe * stride) % this.slots;
      if (this.first[slot] === first && this.second[slot] === second) return slot;
      if ((this.expiry[slot] ?? 0) < (this.expiry[victim] ?? 0)) victim = slot;
    }
    if ((this.expiry[victim] ?? 0) > seconds) this.evicted++;
    this.first[victim] = first;
    this.second[victim] = second;
    this.counts.fill(0, victim * RING, (victim + 1) * RING);
    return victim;
  }

  private forgetOld(slot: number, part: number): void {
    const passed = Math.min(part - (this.part[slot] ?? 0), RING);
    for (let i = 0; i < passed; i++) this.counts[slot * RING + ((part - i) % RING)] = 0;
    this.part[slot] = part;
  }

  private sum(slot: number): number {
    let hits = 0;
    for (let i = 0; i < RING; i++) hits += this.counts[slot * RING + i] ?? 0;
    return hits;
  }

  private oldestPart(slot: number, part: number): number {
    for (let age = PARTS; age > 0; age--) {
      if ((this.counts[slot * RING + ((part - age + RING) % RING)] ?? 0) > 0) return part - age;
    }
    return part;
  }
}
