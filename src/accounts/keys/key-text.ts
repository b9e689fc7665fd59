import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `aix_<8 hexadecimal digits>_<secret of 256 bits>`; what stands before the secret is its prefix, which may be shown. */
const FORM = /^(aix_[0-9a-f]{8})_[A-Za-z0-9_-]{43}$/;

export interface NewKeyText {
  readonly key: string;
  readonly prefix: string;
  readonly hash: Buffer;
}

export function newKeyText(): NewKeyText {
  const prefix = `aix_${randomBytes(4).toString('hex')}`;
  const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
  return { key, prefix, hash: hashOf(key) };
}

/** The prefix of what looks like a key; undefined for anything else. */
export function prefixOf(key: string): string | undefined {
  return FORM.exec(key)?.[1];
}

export function isKeyOf(hash: Buffer, key: string): boolean {
  return timingSafeEqual(hash, hashOf(key));
}

/** A plain hash: 256 random bits cannot be guessed, so that there is nothing to slow down. */
function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
