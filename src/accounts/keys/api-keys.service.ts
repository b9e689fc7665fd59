import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { KeyIdentity } from '../identity';
import {
  ApiKey,
  CreatedApiKey,
  NewApiKey,
  ApiKeysRepository,
  isKeyOf,
  newKeyText,
  prefixOf,
} from './api-keys.repository';
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

@Injectable()
export class ApiKeysService {
  private readonly verified = new VerifiedKeys();

  constructor(private readonly repository: ApiKeysRepository) {}

  /** Only its hash is stored. */
  @Transactional()
  async create(wanted: NewApiKey, createdBy: string): Promise<CreatedApiKey> {
    const text = newKeyText();
    const [created] = await this.repository.insert(wanted, text, createdBy);
    if (created === undefined) throw new Error('the insert returned no row');
    return { ...created, key: text.key };
  }

  /** Newest first, the revoked ones too. */
  list(): Promise<ApiKey[]> {
    return this.repository.list();
  }

  /** From the next request on nobody gets in by it. Repeating it changes nothing. @throws AppError `not-found` */
  @Transactional()
  async revoke(prefix: string, revokedBy: string): Promise<void> {
    const found = await this.repository.revoke(prefix, revokedBy);
    if (!found) throw new AppError('not-found', `There is no key ${prefix}.`);
  }

  /** The prefix of a key that was valid when it was sent last. Asks nobody. */
  knownPrefixOf(key: string): string | undefined {
    return this.verified.find(key);
  }

  /** Who sends this key; nobody when it is unknown or revoked. */
  async identify(key: string): Promise<KeyIdentity | undefined> {
    const prefix = prefixOf(key);
    const found = prefix === undefined ? undefined : await this.repository.findUsable(prefix);
    if (prefix === undefined || found === undefined || !isKeyOf(found.hash, key)) {
      this.verified.forget(key);
      return undefined;
    }
    this.verified.remember(key, prefix);
    if (found.useIsOld) await this.recordUse(found.id);
    return { kind: 'key', prefix, scopes: found.scopes };
  }

  @Transactional()
  private async recordUse(id: number): Promise<void> {
    await this.repository.recordUse(id);
  }
}
