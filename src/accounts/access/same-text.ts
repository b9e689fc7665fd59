import { createHash, timingSafeEqual } from 'node:crypto';

/** In a time that does not depend on where the two differ, nor on how long they are. */
export function sameText(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
