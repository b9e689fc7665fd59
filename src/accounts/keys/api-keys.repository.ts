import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { KeyScope } from '../identity';

const COLUMNS = `id, name, prefix, scopes, created_by as "createdBy", created_at as "createdAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

/** Runs for each request with an API key, hence prepared. */
const USABLE_KEY = {
  name: 'usable-api-key',
  text: `select id, scopes, key_hash as hash, coalesce(last_used_at < now() - interval '1 minute', true) as "isUseOld"
         from api_keys where prefix = $1 and revoked_at is null`,
};

/** An API key without its secret. Instants are ISO 8601 in UTC. */
export interface ApiKey {
  readonly id: number;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  readonly createdBy: string;
  readonly createdAt: string;
  /** Accurate to a minute. */
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export type NewApiKey = Pick<ApiKey, 'name' | 'scopes'>;

interface UsableKey {
  readonly id: number;
  readonly scopes: readonly KeyScope[];
  readonly hash: Buffer;
  /** Whether the recorded last use is older than a minute. */
  readonly isUseOld: boolean;
}

/** SQL and not entities: four of five statements use PostgreSQL's clock, a lock or a prepared plan. */
@Injectable()
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  async insert({ name, scopes }: NewApiKey, prefix: string, hash: Buffer, createdBy: string): Promise<ApiKey> {
    const [created] = await this.database.transaction.query<ApiKey>(
      `insert into api_keys (name, scopes, prefix, key_hash, created_by) values ($1, $2, $3, $4, $5) returning ${COLUMNS}`,
      [name, scopes, prefix, hash, createdBy],
    );
    if (created === undefined) throw new Error('the insert returned no row');
    return created;
  }

  async findUsable(prefix: string): Promise<UsableKey | undefined> {
    const [key] = await this.database.sql.query<UsableKey>(USABLE_KEY, [prefix]);
    return key;
  }

  /** Newest first. */
  list(): Promise<ApiKey[]> {
    return this.database.sql.query<ApiKey>(`select ${COLUMNS} from api_keys order by id desc`);
  }

  /** Returns whether the key exists. */
  async revoke(prefix: string, revokedBy: string): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update api_keys set revoked_at = coalesce(revoked_at, now()), revoked_by = coalesce(revoked_by, $2)
       where prefix = $1 returning id`,
      [prefix, revokedBy],
    );
    return rows.length > 0;
  }

  /** Of concurrent requests one records the use and the others do not wait. */
  async recordUse(id: number): Promise<void> {
    await this.database.transaction.query(
      `update api_keys set last_used_at = now()
       where id = (select id from api_keys where id = $1 for update skip locked)`,
      [id],
    );
  }
}
