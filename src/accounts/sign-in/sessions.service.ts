import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { sha256 } from '../../platform/utils/hash';
import { UserIdentity } from '../identity';
import { Origin } from '../origin';
import { VerifiedCredentials } from '../verified-credentials';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens';
import { Session, SessionsRepository } from './sessions.repository';
import { User } from './user.entity';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
}

/** A session has one valid refresh token at a time; using it issues the next one. */
@Injectable()
export class SessionsService {
  /** Users by the sessions that were open when they were last used. */
  private readonly verified = new VerifiedCredentials<number>();

  constructor(
    private readonly repository: SessionsRepository,
    private readonly accessTokens: AccessTokens,
  ) {}

  /**
   * Opens a session for a user whose credentials have just been verified.
   * @throws AppError `invalid-credentials` when the user was disabled or got another password meanwhile
   */
  @Transactional()
  async open(user: Pick<User, 'id' | 'passwordHash'>, origin: Origin): Promise<Tokens> {
    await this.repository.deleteExpiredOf(user.id);
    const sessionId = await this.repository.insert(user, origin);
    if (sessionId === undefined) throw new AppError('invalid-credentials', 'Invalid credentials');
    return this.tokensFor(user.id, sessionId);
  }

  /**
   * Uses up a refresh token and issues new tokens. A second use revokes the session, because one of the two users has
   * stolen the token.
   * @throws AppError `unauthenticated`
   */
  async refresh(refreshToken: string): Promise<Tokens> {
    const tokens = await this.rotate(sha256(refreshToken));
    // Thrown outside the transaction: an error inside would roll the revocation back.
    if (tokens === undefined) throw new AppError('unauthenticated', 'Invalid token');
    return tokens;
  }

  /** The open sessions of a user, the last used one first. */
  list(userId: number): Promise<Session[]> {
    return this.repository.listOpen(userId);
  }

  /** Does nothing for an unknown token. */
  @Transactional()
  async revokeByRefreshToken(refreshToken: string): Promise<void> {
    const token = await this.repository.lockToken(sha256(refreshToken));
    if (token !== undefined) await this.revoke(token.sessionId);
  }

  /** Does nothing for an invalid token. */
  @Transactional()
  async revokeByAccessToken(accessToken: string): Promise<void> {
    const claims = this.accessTokens.read(accessToken);
    if (claims !== undefined) await this.revoke(claims.sessionId);
  }

  /** @throws AppError `not-found` unless it is an open session of this user */
  @Transactional()
  async revokeOne(userId: number, sessionId: string): Promise<void> {
    this.verified.delete(sessionId);
    const wasOpen = await this.repository.revokeOf(userId, sessionId);
    if (!wasOpen) throw new AppError('not-found', `There is no open session ${sessionId}.`);
  }

  /** Revokes all sessions of the user, or all but one. */
  @Transactional()
  async revokeAllOf(userId: number, except?: string): Promise<void> {
    this.verified.deleteAllOf(userId);
    await this.repository.revokeAllOf(userId, except);
  }

  /** The user of an access token whose session was open within the last minute. Does not query the database. */
  knownUserOf(accessToken: string): number | undefined {
    const claims = this.accessTokens.read(accessToken);
    return claims === undefined ? undefined : this.verified.ownerOf(claims.sessionId);
  }

  /** @throws AppError `unauthenticated` */
  async identify(accessToken: string): Promise<UserIdentity> {
    const claims = this.accessTokens.read(accessToken);
    if (claims === undefined) throw new AppError('unauthenticated', 'Invalid token');
    const { userId, sessionId } = claims;
    const user = await this.repository.findUser(claims);
    if (user?.isSessionOpen === true) {
      this.verified.add(sessionId, userId);
      return { kind: 'user', id: userId, role: user.role, sessionId };
    }
    this.verified.delete(sessionId);
    throw new AppError('unauthenticated', user === undefined ? 'User not found' : 'Invalid token');
  }

  private async revoke(sessionId: string): Promise<void> {
    this.verified.delete(sessionId);
    await this.repository.revoke(sessionId);
  }

  @Transactional()
  private async rotate(hash: Buffer): Promise<Tokens | undefined> {
    const token = await this.repository.lockToken(hash);
    if (token === undefined || token.isSessionOver) return undefined;
    if (token.isUsed) {
      await this.revoke(token.sessionId);
      return undefined;
    }
    await this.repository.useToken(hash, token.sessionId);
    return this.tokensFor(token.userId, token.sessionId);
  }

  /** Only the hash of the refresh token is stored. It needs no salt: the token has 256 random bits. */
  private async tokensFor(userId: number, sessionId: string): Promise<Tokens> {
    const refreshToken = randomBytes(32).toString('base64url');
    await this.repository.insertToken(sessionId, sha256(refreshToken));
    const accessToken = this.accessTokens.issue({ userId, sessionId });
    return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_SECONDS };
  }
}
