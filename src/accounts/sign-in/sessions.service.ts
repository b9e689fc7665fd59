import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { UserIdentity } from '../identity';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens';
import { SessionsRepository } from './sessions.repository';

/** 256 random bits. */
export function newRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of it. Nothing has to be slow: it cannot be guessed. */
export function hashOfRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** From the last refresh on. */
const SESSION_DAYS = 30;

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
}

/** A session begins by signing in. It has one refresh token at a time: each use makes the next one. */
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
    if (sessionId === undefined) throw new Error('the insert returned no row');
    return this.tokensFor(userId, sessionId);
  }

  /**
   * New tokens for a refresh token, which is then used up. Using it again ends the session: whoever comes second, one
   * of the two has stolen it.
   * @throws AppError `unauthenticated`
   */
  async refresh(refreshToken: string): Promise<Tokens> {
    const tokens = await this.rotate(hashOfRefreshToken(refreshToken));
    // Outside of the transaction: the end of the session has to be stored, and an error would undo it.
    if (tokens === undefined) throw new AppError('unauthenticated', 'Invalid token');
    return tokens;
  }

  /** Ends the session of a refresh token; nothing happens when there is none. */
  @Transactional()
  async closeByRefreshToken(refreshToken: string): Promise<void> {
    const token = await this.repository.lockToken(hashOfRefreshToken(refreshToken));
    if (token !== undefined) await this.repository.revoke(token.sessionId);
  }

  /** Ends the session of an access token; nothing happens when it is not valid. */
  @Transactional()
  async closeByAccessToken(accessToken: string): Promise<void> {
    const claims = this.accessTokens.read(accessToken);
    if (claims !== undefined) await this.repository.revoke(claims.sessionId);
  }

  @Transactional()
  async closeAllOf(userId: number): Promise<void> {
    await this.repository.revokeAllOf(userId);
  }

  /** @throws AppError `unauthenticated` */
  async identify(accessToken: string): Promise<UserIdentity> {
    const claims = this.accessTokens.read(accessToken);
    if (claims === undefined) throw new AppError('unauthenticated', 'Invalid token');
    const owner = await this.repository.findOwner(claims);
    if (owner === undefined) throw new AppError('unauthenticated', 'User not found');
    if (!owner.open) throw new AppError('unauthenticated', 'Invalid token');
    return { kind: 'user', id: claims.userId, role: owner.role, sessionId: claims.sessionId };
  }

  @Transactional()
  private async rotate(hash: Buffer): Promise<Tokens | undefined> {
    const token = await this.repository.lockToken(hash);
    if (token === undefined || token.over) return undefined;
    if (token.used) {
      await this.repository.revoke(token.sessionId);
      return undefined;
    }
    await this.repository.useToken(hash, token.sessionId, SESSION_DAYS);
    return this.tokensFor(token.userId, token.sessionId);
  }

  private async tokensFor(userId: number, sessionId: string): Promise<Tokens> {
    const refreshToken = newRefreshToken();
    await this.repository.insertToken(sessionId, hashOfRefreshToken(refreshToken));
    const accessToken = this.accessTokens.issue({ userId, sessionId });
    return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_SECONDS };
  }
}
