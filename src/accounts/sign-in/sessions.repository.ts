import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { Role } from '../identity';
import { AccessClaims } from './access-tokens';

/** With each request that brings an access token, hence prepared. */
const SESSION_OWNER = {
  name: 'session-owner',
  text: `select u.role, s.id is not null and s.revoked_at is null as open
         from users u left join sessions s on s.id = $2 and s.user_id = u.id where u.id = $1`,
};

export interface SessionOwner {
  readonly role: Role;
  /** Whether the session is there and has not been ended. */
  readonly open: boolean;
}

export interface RefreshToken {
  readonly sessionId: string;
  readonly userId: number;
  readonly used: boolean;
  /** Whether the session is expired or ended. */
  readonly over: boolean;
}

@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  async findOwner({ userId, sessionId }: AccessClaims): Promise<SessionOwner | undefined> {
    const [owner] = await this.database.sql.query<SessionOwner>(SESSION_OWNER, [userId, sessionId]);
    return owner;
  }

  /** @returns its id */
  async insert(userId: number, days: number): Promise<string | undefined> {
    const [session] = await this.database.transaction.query<{ id: string }>(
      `insert into sessions (user_id, expires_at) values ($1, now() + make_interval(days => $2)) returning id`,
      [userId, days],
    );
    return session?.id;
  }

  async insertToken(sessionId: string, hash: Buffer): Promise<void> {
    await this.database.transaction.query(`insert into refresh_tokens (token_hash, session_id) values ($1, $2)`, [
      hash,
      sessionId,
    ]);
  }

  /** Keeps others from using it, or ending its session, until the transaction ends. */
  async lockToken(hash: Buffer): Promise<RefreshToken | undefined> {
    const [token] = await this.database.transaction.query<RefreshToken>(
      `select s.id as "sessionId", s.user_id as "userId", t.used_at is not null as used,
         s.revoked_at is not null or s.expires_at <= now() as over
       from refresh_tokens t join sessions s on s.id = t.session_id where t.token_hash = $1 for update`,
      [hash],
    );
    return token;
  }

  async useToken(hash: Buffer, sessionId: string, days: number): Promise<void> {
    const { transaction } = this.database;
    await transaction.query(`update refresh_tokens set used_at = now() where token_hash = $1`, [hash]);
    await transaction.query(`update sessions set expires_at = now() + make_interval(days => $2) where id = $1`, [
      sessionId,
      days,
    ]);
  }

  async revoke(sessionId: string): Promise<void> {
    await this.database.transaction.query(
      `update sessions set revoked_at = now() where id = $1 and revoked_at is null`,
      [sessionId],
    );
  }

  async revokeAllOf(userId: number): Promise<void> {
    await this.database.transaction.query(
      `update sessions set revoked_at = now() where user_id = $1 and revoked_at is null`,
      [userId],
    );
  }

  async deleteExpiredOf(userId: number): Promise<void> {
    await this.database.transaction.query(`delete from sessions where user_id = $1 and expires_at <= now()`, [userId]);
  }
}
