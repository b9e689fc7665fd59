import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors';
import { LimitDecisions, RateLimitStorage } from '../../platform/rate-limit';

const POLICY = 'sign-in-account';
const ATTEMPTS = 10;
const WINDOW_MS = 60_000;

/** Attempts at one account, wherever they come from: addresses are cheap. Those by address are limited at the route. */
@Injectable()
export class SignInLimit {
  constructor(
    private readonly storage: RateLimitStorage,
    private readonly decisions: LimitDecisions,
  ) {}

  /** @throws AppError `too-many-requests` whether or not there is such an account */
  async admit(email: string): Promise<void> {
    const client = `account:${email}`;
    const count = await this.storage.increment(client, WINDOW_MS, ATTEMPTS, 0, POLICY);
    this.decisions.report({ policy: POLICY, client, admitted: !count.isBlocked });
    if (!count.isBlocked) return;
    const retryAfterSeconds = Math.max(1, count.timeToBlockExpire);
    throw new AppError('too-many-requests', `Too many attempts to sign in; wait ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    });
  }
}
