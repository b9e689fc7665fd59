import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors';
import { LimitDecisions, RateLimitStorage } from '../../platform/rate-limit';
import { Origin } from '../origin';
import { SessionsRepository } from './sessions.repository';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Failures of one account from one address. 960 guesses a day. */
const FAILURES = { name: 'sign-in-account', limit: 10, window: 15 * MINUTE_MS };

/** Attempts at one account from everywhere before they are slowed down. */
const ATTEMPTS = { name: 'sign-in-account-total', limit: 100, window: HOUR_MS };

/** Attempts at one account that is slowed down. With `ATTEMPTS` 45,600 guesses a day, from however many addresses. */
const SLOW_ATTEMPTS = { name: 'sign-in-account-slow', limit: 1, window: 2 * SECOND_MS };
const MAX_WAIT_MS = 10 * SECOND_MS;

type Limit = typeof FAILURES;

/**
 * Limits guesses at the password of an account. An address that fails too often is refused; others are not, so that
 * strangers cannot lock an account. Distributed guessing is slowed down, except for addresses that the user has signed
 * in from before. Accounts that do not exist are treated alike.
 */
@Injectable()
export class SignInLimits {
  constructor(
    private readonly storage: RateLimitStorage,
    private readonly decisions: LimitDecisions,
    private readonly sessions: SessionsRepository,
  ) {}

  /**
   * Checks a password under the limits. Only failures count against the address.
   * @throws AppError `too-many-requests`
   */
  async attempt(email: string, origin: Origin, check: () => Promise<boolean>): Promise<boolean> {
    const account = `account:${email}`;
    const here = `${account} ${origin.address}`;
    const { limit, window, name } = FAILURES;
    const before = await this.storage.peek(here, window, limit, name);
    this.decisions.emit({ policy: name, client: account, admitted: !before.isBlocked });
    if (before.isBlocked) throw tooMany(before.timeToBlockExpire);
    await this.slowDown(account, email, origin);
    const isRight = await check();
    if (!isRight) await this.storage.increment(here, window, limit, 0, name);
    return isRight;
  }

  private async slowDown(account: string, email: string, origin: Origin): Promise<void> {
    if (await this.admits(ATTEMPTS, account)) return;
    if (await this.sessions.isKnownAddress(email, origin.address)) return;
    const deadline = performance.now() + MAX_WAIT_MS;
    while (!(await this.admits(SLOW_ATTEMPTS, account))) {
      if (performance.now() > deadline) throw tooMany(SLOW_ATTEMPTS.window / SECOND_MS);
      // Random, so that waiting attempts get their turn alike.
      await pause(SECOND_MS * (0.25 + Math.random() / 2));
    }
  }

  private async admits({ name, limit, window }: Limit, account: string): Promise<boolean> {
    return !(await this.storage.increment(account, window, limit, 0, name)).isBlocked;
  }
}

function tooMany(seconds: number): AppError {
  const retryAfterSeconds = Math.max(1, seconds);
  return new AppError('too-many-requests', `Too many attempts to sign in; wait ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  });
}
