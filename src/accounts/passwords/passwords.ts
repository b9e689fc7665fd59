import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** 19 MiB, two passes, one lane: what OWASP asks of argon2id at the least. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const HASH_OF_NOBODY = hash(randomBytes(32), COST);

/** argon2id with a salt of its own, as text that says how it was made. */
export async function hashPassword(password: string): Promise<string> {
  return hash(normal(password), COST);
}

/** Without a hash (no such account, or one without a password) it takes the same time and is never right. */
export async function isPassword(password: string, passwordHash: string | null | undefined): Promise<boolean> {
  const right = await verify(passwordHash ?? (await HASH_OF_NOBODY), normal(password));
  return right && typeof passwordHash === 'string';
}

/** One password has several spellings in Unicode, and keyboards differ in which they send. */
function normal(password: string): string {
  return password.normalize('NFKC');
}
