import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256: 32 bytes. */
export function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** Compares two texts in constant time: it depends neither on where they differ nor on their lengths. */
export function equalsInConstantTime(one: string, other: string): boolean {
  return timingSafeEqual(sha256(one), sha256(other));
}
