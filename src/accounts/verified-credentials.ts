const TTL_MS = 60_000;
const MAX_ENTRIES = 10_000;

interface Entry<Owner> {
  readonly owner: Owner;
  readonly expiresAt: number;
}

/**
 * Owners of the credentials that were valid within the last minute. The rate limit reads it without the database. A
 * credential that another instance has revoked is forgotten after that minute.
 */
export class VerifiedCredentials<Owner> {
  private readonly entries = new Map<string, Entry<Owner>>();

  ownerOf(credential: string): Owner | undefined {
    const entry = this.entries.get(credential);
    return entry !== undefined && performance.now() < entry.expiresAt ? entry.owner : undefined;
  }

  /** Keeps the credentials that were used last. */
  add(credential: string, owner: Owner): void {
    this.entries.delete(credential);
    this.entries.set(credential, { owner, expiresAt: performance.now() + TTL_MS });
    const [oldest] = this.entries.keys();
    if (this.entries.size > MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
  }

  delete(credential: string): void {
    this.entries.delete(credential);
  }

  deleteAllOf(owner: Owner): void {
    for (const [credential, entry] of this.entries) if (entry.owner === owner) this.entries.delete(credential);
  }
}
