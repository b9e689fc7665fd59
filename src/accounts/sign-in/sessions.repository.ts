import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { Role } from '../identity';
import { AccessClaims } from './access-tokens';

/** Runs for each request with an access token, hence prepared. */
const USER_OF_SESSION = {
  name: 'user-of-session',
  text: `select u.role, s.id is not null and s.revoked_at is null as "isSessionOpen"
         from users u left join sessions s on s.id = $2 and s.user_id = u.id where u.id = $1`,
};

export interface SessionUser {
  readonly role: Role;
  /** Whether the session exists and is not revoked. */
  readonly isSessionOpen: boolean;
}

export interface RefreshToken {
  readonly sessionId: string;
  readonly userId: number;
  readonly isUsed: boolean;
  /** Whether the session is expired or revoked. */
  readonly isSessionOver: boolean;
}

/** SQL and not entities: the statements join tables and use PostgreSQL's clock. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  async findUser({ userId, sessionId }: AccessClaims): Promise<SessionUser | undefined> {
    const [user] = await this.database.sql.query<SessionUser>(USER_OF_SESSION, [userId, sessionId]);
    return user;
  }

  /** Returns the id of the session. */
  async insert(userId: number, days: number): Promise<string> {
    const [session] = await this.database.transaction.query<{ id: string }>(
      `insert into sessions (user_id, expires_at) values ($1, now() + make_interval(days => $2)) returning id`,
      [userId, days],
    );
    if (session === undefined) throw new Error('the insert returned no row');
    return session.id;
  }

  async insertToken(sessionId: string, hash: Buffer): Promise<void> {
    await this.database.transaction.query(`insert into refresh_tokens (token_hash, session_id) values ($1, $2)`, [
      hash,
      sessionId,
    ]);
  }

  /** Locks the token and its session until the transaction ends. */
  async lockToken(hash: Buffer): Promise<RefreshToken | undefined> {
    const [token] = await this.database.transaction.query<RefreshToken>(
      `select s.id as "sessionId", s.user_id as "userId", t.used_at is not null as "isUsed",
         s.revoked_at is not null or s.expires_at <= now() as "isSessionOver"
       from refresh_tokens t join sessions s on s.id = t.session_id where t.token_hash = $1 for update`,
      [hash],
    );
    return token;
  }

  /** Extends the session by `days` from now. */
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
