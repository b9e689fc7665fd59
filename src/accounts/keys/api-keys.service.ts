import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { sha256 } from '../../platform/utils/hash';
import { KeyIdentity } from '../identity';
import { VerifiedCredentials } from '../verified-credentials';
import { ApiKey, ApiKeysRepository, NewApiKey } from './api-keys.repository';

/** `aix_<8 hexadecimal digits>_<secret of 256 bits>`. The part before the secret is the prefix, which is public. */
const FORM = /^(aix_[0-9a-f]{8})_[A-Za-z0-9_-]{43}$/;

/** Only the response that creates a key contains it. */
export interface CreatedApiKey extends ApiKey {
  readonly key: string;
}

@Injectable()
export class ApiKeysService {
  /** Prefixes by the hashes of keys that were valid when they were last sent. */
  private readonly verified = new VerifiedCredentials<string>();

  constructor(private readonly repository: ApiKeysRepository) {}

  /** Stores the hash of the key, not the key. A plain hash suffices for 256 random bits. */
  @Transactional()
  async create(wanted: NewApiKey, createdBy: string): Promise<CreatedApiKey> {
    const prefix = `aix_${randomBytes(4).toString('hex')}`;
    const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
    const created = await this.repository.insert(wanted, prefix, sha256(key), createdBy);
    return { ...created, key };
  }

  /** Newest first, including revoked keys. */
  list(): Promise<ApiKey[]> {
    return this.repository.list();
  }

  /** Takes effect with the next request. Repeating it changes nothing. @throws AppError `not-found` */
  @Transactional()
  async revoke(prefix: string, revokedBy: string): Promise<void> {
    this.verified.deleteAllOf(prefix);
    const found = await this.repository.revoke(prefix, revokedBy);
    if (!found) throw new AppError('not-found', `There is no key ${prefix}.`);
  }

  /** The prefix of a key that was valid within the last minute. Does not query the database. */
  knownPrefixOf(key: string): string | undefined {
    return this.verified.ownerOf(hashText(key));
  }

  /** Undefined for an unknown or revoked key. */
  async identify(key: string): Promise<KeyIdentity | undefined> {
    const prefix = FORM.exec(key)?.[1];
    const found = prefix === undefined ? undefined : await this.repository.findUsable(prefix);
    if (prefix === undefined || found === undefined || !timingSafeEqual(found.hash, sha256(key))) {
      this.verified.delete(hashText(key));
      return undefined;
    }
    this.verified.add(hashText(key), prefix);
    if (found.isUseOld) await this.recordUse(found.id);
    return { kind: 'key', prefix, scopes: found.scopes };
  }

  @Transactional()
  private async recordUse(id: number): Promise<void> {
    await this.repository.recordUse(id);
  }
}

function hashText(key: string): string {
  return sha256(key).toString('base64');
}
