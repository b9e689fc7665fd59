import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors';
import { RateLimitStorage } from '../../platform/rate-limit';

const POLICY = 'sign-in-account';
const ATTEMPTS = 10;
const WINDOW_MS = 60_000;

/** Attempts at one account, wherever they come from: addresses are cheap. Those by address are limited at the route. */
@Injectable()
export class SignInLimit {
  constructor(private readonly storage: RateLimitStorage) {}

  /** @throws AppError `too-many-requests` whether or not there is such an account */
  async admit(email: string): Promise<void> {
    const count = await this.storage.increment(`account:${email}`, WINDOW_MS, ATTEMPTS, 0, POLICY);
    if (!count.isBlocked) return;
    const retryAfterSeconds = Math.max(1, count.timeToBlockExpire);
    throw new AppError('too-many-requests', `Too many attempts to sign in; wait ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    });
  }
}
