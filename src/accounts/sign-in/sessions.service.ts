import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { sha256 } from '../../platform/utils/hash';
import { UserIdentity } from '../identity';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens';
import { SessionsRepository } from './sessions.repository';

/** Counted from the last use of a refresh token. */
const SESSION_DAYS = 30;

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
}

/** A session has one valid refresh token at a time; using it issues the next one. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly repository: SessionsRepository,
    private readonly accessTokens: AccessTokens,
  ) {}

  @Transactional()
  async open(userId: number): Promise<Tokens> {
    await this.repository.deleteExpiredOf(userId);
    const sessionId = await this.repository.insert(userId, SESSION_DAYS);
    return this.tokensFor(userId, sessionId);
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

  /** Does nothing for an unknown token. */
  @Transactional()
  async revokeByRefreshToken(refreshToken: string): Promise<void> {
    const token = await this.repository.lockToken(sha256(refreshToken));
    if (token !== undefined) await this.repository.revoke(token.sessionId);
  }

  /** Does nothing for an invalid token. */
  @Transactional()
  async revokeByAccessToken(accessToken: string): Promise<void> {
    const claims = this.accessTokens.read(accessToken);
    if (claims !== undefined) await this.repository.revoke(claims.sessionId);
  }

  @Transactional()
  async revokeAllOf(userId: number): Promise<void> {
    await this.repository.revokeAllOf(userId);
  }

  /** @throws AppError `unauthenticated` */
  async identify(accessToken: string): Promise<UserIdentity> {
    const claims = this.accessTokens.read(accessToken);
    if (claims === undefined) throw new AppError('unauthenticated', 'Invalid token');
    const user = await this.repository.findUser(claims);
    if (user === undefined) throw new AppError('unauthenticated', 'User not found');
    if (!user.isSessionOpen) throw new AppError('unauthenticated', 'Invalid token');
    return { kind: 'user', id: claims.userId, role: user.role, sessionId: claims.sessionId };
  }

  @Transactional()
  private async rotate(hash: Buffer): Promise<Tokens | undefined> {
    const token = await this.repository.lockToken(hash);
    if (token === undefined || token.isSessionOver) return undefined;
    if (token.isUsed) {
      await this.repository.revoke(token.sessionId);
      return undefined;
    }
    await this.repository.useToken(hash, token.sessionId, SESSION_DAYS);
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
