import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { AppConfig } from '../../platform/config';
import { AppError } from '../../platform/errors';

/** One day. Every request checks the session in the database, so a revoked session ends its tokens at once. */
export const ACCESS_TOKEN_SECONDS = 86_400;

const DECIMAL = /^[1-9]\d{0,9}$/;
const MAX_USER_ID = 2 ** 31 - 1;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface AccessClaims {
  readonly userId: number;
  readonly sessionId: string;
}

/** JSON web tokens, HS256, with `sub` (user id), `sid` (session id) and `exp`. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly config: AppConfig,
  ) {}

  /** @throws AppError `not-configured` without JWT_SECRET */
  issue({ userId, sessionId }: AccessClaims): string {
    if (this.config.accounts.jwtSecret === undefined) {
      throw new AppError('not-configured', 'Signing in is not configured here: JWT_SECRET is not set.');
    }
    return this.jwt.sign({ sid: sessionId }, { subject: String(userId) });
  }

  /** The claims of a valid token. Undefined for an expired, tampered or foreign one. */
  read(token: string): AccessClaims | undefined {
    if (this.config.accounts.jwtSecret === undefined) return undefined;
    try {
      const { sub, sid } = this.jwt.verify<{ sub?: unknown; sid?: unknown }>(token);
      if (typeof sub !== 'string' || typeof sid !== 'string') return undefined;
      // PostgreSQL refuses other values, which would be an error of the service.
      if (!DECIMAL.test(sub) || Number(sub) > MAX_USER_ID || !UUID.test(sid)) return undefined;
      return { userId: Number(sub), sessionId: sid };
    } catch {
      return undefined;
    }
  }
}
