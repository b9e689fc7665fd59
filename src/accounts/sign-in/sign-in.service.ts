import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors';
import { validationFailed } from '../../platform/http';
import { LimitDecisions, RateLimitStorage } from '../../platform/rate-limit';
import { GoogleTokens } from './google-tokens';
import { hashPassword, isPassword, passwordFaults } from './passwords';
import { SessionsService, Tokens } from './sessions.service';
import { UsersService } from './users.service';

const POLICY = 'sign-in-account';
const MAX_ATTEMPTS = 10;
const WINDOW_MS = 60_000;

/** Limits sign-in attempts by account, from any address. The route's own limit counts by address. */
@Injectable()
export class SignInLimit {
  constructor(
    private readonly storage: RateLimitStorage,
    private readonly decisions: LimitDecisions,
  ) {}

  /** @throws AppError `too-many-requests`, also for an account that does not exist */
  async count(email: string): Promise<void> {
    const client = `account:${email}`;
    const count = await this.storage.increment(client, WINDOW_MS, MAX_ATTEMPTS, 0, POLICY);
    this.decisions.emit({ policy: POLICY, client, admitted: !count.isBlocked });
    if (!count.isBlocked) return;
    const retryAfterSeconds = Math.max(1, count.timeToBlockExpire);
    throw new AppError('too-many-requests', `Too many attempts to sign in; wait ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    });
  }
}

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly name: string | null;
}

/** Registration and sign-in. Each opens a session. E-mails are compared in lower case. */
@Injectable()
export class SignInService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly google: GoogleTokens,
    private readonly limit: SignInLimit,
  ) {}

  /** @throws AppError `validation-failed` for a weak password or an e-mail that is registered */
  async register({ email, password, name }: Registration): Promise<Tokens> {
    const faults = await passwordFaults(password, email);
    if (faults.length > 0) throw validationFailed(faults.map((detail) => ({ pointer: '/password', detail })));
    const passwordHash = await hashPassword(password);
    const user = await this.users.create(email.toLowerCase(), passwordHash, name);
    return this.sessions.open(user.id);
  }

  /** @throws AppError `invalid-credentials`, the same for an unknown e-mail and a wrong password; `too-many-requests` */
  async signIn(email: string, password: string): Promise<Tokens> {
    const normal = email.toLowerCase();
    await this.limit.count(normal);
    const user = await this.users.findByEmail(normal);
    // Also without a user: the response must take as long.
    const isRight = await isPassword(password, user?.passwordHash);
    if (user === undefined || !isRight) throw new AppError('invalid-credentials', 'Invalid credentials');
    return this.sessions.open(user.id);
  }

  /** @throws AppError `not-configured`, `invalid-credentials`, `upstream-failed` */
  async signInWithGoogle(idToken: string): Promise<Tokens> {
    const user = await this.users.ensureForGoogle(await this.google.verify(idToken));
    return this.sessions.open(user.id);
  }
}
