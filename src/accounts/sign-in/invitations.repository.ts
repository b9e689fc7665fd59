import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';

const COLUMNS = `id, email, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt"`;

/** An invitation that has not been used. Instants are ISO 8601 in UTC. */
export interface Invitation {
  readonly id: number;
  readonly email: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** One invitation an e-mail. A used or replaced one is deleted. SQL and not an entity: PostgreSQL's clock decides. */
@Injectable()
export class InvitationsRepository {
  constructor(private readonly database: Database) {}

  /** Replaces an earlier invitation of the e-mail. */
  async put(email: string, hash: Buffer, createdBy: string, days: number): Promise<Invitation> {
    const [created] = await this.database.transaction.query<Invitation>(
      `insert into invitations (email, code_hash, created_by, expires_at)
       values ($1, $2, $3, now() + make_interval(days => $4))
       on conflict (email) do update set code_hash = excluded.code_hash, created_by = excluded.created_by,
         created_at = excluded.created_at, expires_at = excluded.expires_at
       returning ${COLUMNS}`,
      [email, hash, createdBy, days],
    );
    if (created === undefined) throw new Error('the insert returned no row');
    return created;
  }

  /** Newest first, with the expired ones. */
  list(limit: number, before?: number): Promise<Invitation[]> {
    return this.database.sql.query<Invitation>(
      `select ${COLUMNS} from invitations where $2::int is null or id < $2 order by id desc limit $1`,
      [limit, before ?? null],
    );
  }

  /**
   * Uses up the invitation of an e-mail. Returns whether there was one that has not expired. Of concurrent calls one gets
   * true.
   * @param hash of its code; undefined where Google has proven who owns the e-mail
   */
  async use(email: string, hash?: Buffer): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `delete from invitations
       where email = $1 and ($2::bytea is null or code_hash = $2) and expires_at > now() returning id`,
      [email, hash ?? null],
    );
    return rows.length > 0;
  }

  /** Returns whether it was there. */
  async delete(id: number): Promise<boolean> {
    const rows = await this.database.transaction.query(`delete from invitations where id = $1 returning id`, [id]);
    return rows.length > 0;
  }
}
