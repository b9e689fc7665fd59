import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { Role } from '../identity';
import { Origin } from '../origin';
import { AccessClaims } from './access-tokens';
import { User } from './user.entity';

/** A session ends this long after its last refresh, and this long after it was opened. */
const IDLE_DAYS = 30;
const MAX_DAYS = 90;

/** Runs for each request with an access token, hence prepared. */
const USER_OF_SESSION = {
  name: 'user-of-session',
  text: `select u.role, u.disabled_at is null and s.id is not null and s.revoked_at is null and s.expires_at > now()
           as "isSessionOpen"
         from users u left join sessions s on s.id = $2 and s.user_id = u.id where u.id = $1`,
};

interface SessionUser {
  readonly role: Role;
  /** Whether the session exists and is neither revoked nor expired, and the user is not disabled. */
  readonly isSessionOpen: boolean;
}

interface RefreshToken {
  readonly sessionId: string;
  readonly userId: number;
  readonly isUsed: boolean;
  /** Whether the session is expired or revoked. */
  readonly isSessionOver: boolean;
}

/** An open session. Instants are ISO 8601 in UTC. */
export interface Session {
  readonly id: string;
  readonly createdAt: string;
  /** When it was opened or last refreshed. */
  readonly lastUsedAt: string;
  readonly expiresAt: string;
  /** Where it was opened. Null for sessions that are older than this column. */
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** SQL and not entities: the statements join tables and use PostgreSQL's clock. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  async findUser({ userId, sessionId }: AccessClaims): Promise<SessionUser | undefined> {
    const [user] = await this.database.sql.query<SessionUser>(USER_OF_SESSION, [userId, sessionId]);
    return user;
  }

  /**
   * Returns the id of the session. Undefined when the user has been disabled or deleted, or has another password than
   * `user`: the row is locked, so a sign-in with the old password cannot outlive the change of the password.
   */
  async insert(user: Pick<User, 'id' | 'passwordHash'>, { address, userAgent }: Origin): Promise<string | undefined> {
    const [session] = await this.database.transaction.query<{ id: string }>(
      `insert into sessions (user_id, expires_at, address, user_agent)
       select id, now() + make_interval(days => $3), $4, $5 from users
       where id = $1 and disabled_at is null and password_hash is not distinct from $2 for share
       returning id`,
      [user.id, user.passwordHash, IDLE_DAYS, address, userAgent],
    );
    return session?.id;
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

  /** Extends the session, up to its absolute end. */
  async useToken(hash: Buffer, sessionId: string): Promise<void> {
    const { transaction } = this.database;
    await transaction.query(`update refresh_tokens set used_at = now() where token_hash = $1`, [hash]);
    await transaction.query(
      `update sessions set last_used_at = now(),
         expires_at = least(now() + make_interval(days => $2), created_at + make_interval(days => $3))
       where id = $1`,
      [sessionId, IDLE_DAYS, MAX_DAYS],
    );
  }

  /** The open sessions of a user, the last used one first. */
  listOpen(userId: number): Promise<Session[]> {
    return this.database.sql.query<Session>(
      `select id, created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt", address,
         user_agent as "userAgent"
       from sessions where user_id = $1 and revoked_at is null and expires_at > now()
       order by last_used_at desc, id`,
      [userId],
    );
  }

  /** Whether the user with this e-mail has signed in from the address and the session is still on record. */
  async isKnownAddress(email: string, address: string): Promise<boolean> {
    const rows = await this.database.sql.query(
      `select from users u join sessions s on s.user_id = u.id where u.email = $1 and s.address = $2 limit 1`,
      [email, address],
    );
    return rows.length > 0;
  }

  /** Returns whether the session was open. */
  async revoke(sessionId: string): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update sessions set revoked_at = now() where id = $1 and revoked_at is null returning id`,
      [sessionId],
    );
    return rows.length > 0;
  }

  /** As `revoke`, if the session is one of this user. */
  async revokeOf(userId: number, sessionId: string): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update sessions set revoked_at = now() where id = $2 and user_id = $1 and revoked_at is null returning id`,
      [userId, sessionId],
    );
    return rows.length > 0;
  }

  /** Revokes all sessions of the user, or all but one. */
  async revokeAllOf(userId: number, except?: string): Promise<void> {
    await this.database.transaction.query(
      `update sessions set revoked_at = now()
       where user_id = $1 and revoked_at is null and id is distinct from $2::uuid`,
      [userId, except ?? null],
    );
  }

  async deleteExpiredOf(userId: number): Promise<void> {
    await this.database.transaction.query(`delete from sessions where user_id = $1 and expires_at <= now()`, [userId]);
  }
}
