import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { AppConfig } from '../../platform/config';
import { AppError } from '../../platform/errors';

/** A day. Long, because a session can be ended at any time: the database is asked about it with each request. */
export const ACCESS_TOKEN_SECONDS = 86_400;

const DECIMAL = /^[1-9]\d{0,9}$/;

/** Whom an access token names, and in which session. */
export interface AccessClaims {
  readonly userId: number;
  readonly sessionId: string;
}

/** JSON web tokens, HS256, with `sub` (the user's id), `sid` (the session) and `exp`. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly config: AppConfig,
  ) {}

  /** @throws AppError `not-configured` without JWT_SECRET */
  issue({ userId, sessionId }: AccessClaims): string {
    if (this.config.accounts.jwtSecret === undefined) {
      throw new AppError('not-configured', 'Nobody can sign in here: JWT_SECRET is not set.');
    }
    return this.jwt.sign({ sid: sessionId }, { subject: String(userId) });
  }

  /** What a valid token says; undefined when it is expired, tampered with, or none of ours. */
  read(token: string): AccessClaims | undefined {
    if (this.config.accounts.jwtSecret === undefined) return undefined;
    try {
      const { sub, sid } = this.jwt.verify<{ sub?: unknown; sid?: unknown }>(token);
      if (typeof sub !== 'string' || !DECIMAL.test(sub) || typeof sid !== 'string') return undefined;
      return { userId: Number(sub), sessionId: sid };
    } catch {
      return undefined;
    }
  }
}
