import { createHash } from 'node:crypto';

const MOST = 10_000;

/**
 * The keys that were found valid, by their hash, those used last. For the limits, which have to know whom they count
 * before anybody asks the database; who is let in is asked of the database each time.
 */
export class VerifiedKeys {
  private readonly prefixes = new Map<string, string>();

  remember(key: string, prefix: string): void {
    const hash = hashOf(key);
    this.prefixes.delete(hash);
    this.prefixes.set(hash, prefix);
    const [oldest] = this.prefixes.keys();
    if (this.prefixes.size > MOST && oldest !== undefined) this.prefixes.delete(oldest);
  }

  forget(key: string): void {
    this.prefixes.delete(hashOf(key));
  }

  /** @returns its prefix */
  find(key: string): string | undefined {
    return this.prefixes.get(hashOf(key));
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}
