import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { KeyScope } from '../identity';

/** An API key as it may be shown. Instants are ISO 8601 in UTC. */
export interface ApiKey {
  readonly id: number;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  readonly createdBy: string;
  readonly createdAt: string;
  /** To the minute. */
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
}

/** The only time that the key itself is to be had. */
export interface CreatedApiKey extends ApiKey {
  readonly key: string;
}

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

const COLUMNS = `id, name, prefix, scopes, created_by as "createdBy", created_at as "createdAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

/** Of each request that brings a key, hence prepared. */
const USABLE_KEY = {
  name: 'usable-api-key',
  text: `select id, scopes, key_hash as hash, coalesce(last_used_at < now() - interval '1 minute', true) as "useIsOld"
         from api_keys where prefix = $1 and revoked_at is null`,
};

export interface UsableKey {
  readonly id: number;
  readonly scopes: readonly KeyScope[];
  readonly hash: Buffer;
  /** Whether the use now is worth recording. */
  readonly useIsOld: boolean;
}

@Injectable()
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  async insert({ name, scopes }: NewApiKey, { prefix, hash }: NewKeyText, createdBy: string): Promise<ApiKey[]> {
    return this.database.transaction.query<ApiKey>(
      `insert into api_keys (name, scopes, prefix, key_hash, created_by) values ($1, $2, $3, $4, $5) returning ${COLUMNS}`,
      [name, scopes, prefix, hash, createdBy],
    );
  }

  async findUsable(prefix: string): Promise<UsableKey | undefined> {
    const [key] = await this.database.sql.query<UsableKey>(USABLE_KEY, [prefix]);
    return key;
  }

  /** Newest first. */
  list(): Promise<ApiKey[]> {
    return this.database.sql.query<ApiKey>(`select ${COLUMNS} from api_keys order by id desc`);
  }

  /** @returns whether there is such a key */
  async revoke(prefix: string, revokedBy: string): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update api_keys set revoked_at = coalesce(revoked_at, now()), revoked_by = coalesce(revoked_by, $2)
       where prefix = $1 returning id`,
      [prefix, revokedBy],
    );
    return rows.length > 0;
  }

  /** Where many use a key at once, one of them records it and none of the others waits. */
  async recordUse(id: number): Promise<void> {
    await this.database.transaction.query(
      `update api_keys set last_used_at = now()
       where id = (select id from api_keys where id = $1 for update skip locked)`,
      [id],
    );
  }
}
