import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors';
import { validationFailed } from '../../platform/http';
import { LimitDecisions, RateLimitStorage } from '../../platform/rate-limit';
import { GoogleTokens } from './google-tokens';
import { SessionsService, Tokens } from './sessions.service';
import { UsersService } from './users.service';
import { passwordFaults, hashPassword, isPassword } from './passwords';

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

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly name: string | null;
}

/** The ways to a session. E-mails are compared in lower case. */
@Injectable()
export class SignInService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly google: GoogleTokens,
    private readonly limit: SignInLimit,
  ) {}

  /** @throws AppError `validation-failed` for a weak password or an e-mail that has an account */
  async register({ email, password, name }: Registration): Promise<Tokens> {
    const faults = passwordFaults(password);
    if (faults.length > 0) throw validationFailed(faults.map((detail) => ({ pointer: '/password', detail })));
    const passwordHash = await hashPassword(password);
    const user = await this.users.create(email.toLowerCase(), passwordHash, name);
    return this.sessions.open(user.id);
  }

  /** The same answer, after the same time, for an unknown e-mail and a wrong password. @throws AppError */
  async signIn(email: string, password: string): Promise<Tokens> {
    const normal = email.toLowerCase();
    await this.limit.admit(normal);
    const user = await this.users.findByEmail(normal);
    const right = await isPassword(password, user?.passwordHash);
    if (user === undefined || !right) throw new AppError('invalid-credentials', 'Invalid credentials');
    return this.sessions.open(user.id);
  }

  /** @throws AppError `not-configured`, `invalid-credentials`, `upstream-failed` */
  async signInWithGoogle(idToken: string): Promise<Tokens> {
    const user = await this.users.ensureForGoogle(await this.google.verify(idToken));
    return this.sessions.open(user.id);
  }
}
