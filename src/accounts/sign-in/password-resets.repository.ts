import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';

/** One code a user. A used or replaced code is deleted. SQL and not an entity: PostgreSQL's clock decides. */
@Injectable()
export class PasswordResetsRepository {
  constructor(private readonly database: Database) {}

  /** Replaces an earlier code of the user. Returns when the code expires. */
  async put(userId: number, hash: Buffer, createdBy: string, hours: number): Promise<string> {
    const [created] = await this.database.transaction.query<{ expiresAt: string }>(
      `insert into password_resets (user_id, code_hash, created_by, expires_at)
       values ($1, $2, $3, now() + make_interval(hours => $4))
       on conflict (user_id) do update set code_hash = excluded.code_hash, created_by = excluded.created_by,
         created_at = excluded.created_at, expires_at = excluded.expires_at
       returning expires_at as "expiresAt"`,
      [userId, hash, createdBy, hours],
    );
    if (created === undefined) throw new Error('the insert returned no row');
    return created.expiresAt;
  }

  /** The user of a code that has not expired. */
  async findUserId(hash: Buffer): Promise<number | undefined> {
    const [found] = await this.database.sql.query<{ userId: number }>(
      `select user_id as "userId" from password_resets where code_hash = $1 and expires_at > now()`,
      [hash],
    );
    return found?.userId;
  }

  /** Returns whether the code was there and has not expired. Of concurrent calls one gets true. */
  async use(hash: Buffer): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `delete from password_resets where code_hash = $1 and expires_at > now() returning user_id`,
      [hash],
    );
    return rows.length > 0;
  }

  async deleteOf(userId: number): Promise<void> {
    await this.database.transaction.query(`delete from password_resets where user_id = $1`, [userId]);
  }
}
