import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { KeyIdentity } from '../access/identity';
import { ApiKey, CreatedApiKey, NewApiKey } from './api-key';
import { ApiKeysRepository } from './api-keys.repository';
import { isKeyOf, newKeyText, prefixOf } from './key-text';
import { VerifiedKeys } from './verified-keys';

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
