import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors';
import { Origin } from '../origin';
import { GoogleTokens, GoogleUser } from './google-tokens';
import { isPassword } from './passwords';
import { RegistrationService } from './registration.service';
import { SessionsService, Tokens } from './sessions.service';
import { SignInLimits } from './sign-in-limits';
import { User } from './user.entity';
import { UsersService } from './users.service';

/** What the page sends for a sign-in with Google. */
interface GoogleSignIn {
  readonly idToken: string;
  /** Must be in the token, if the page sends one. */
  readonly nonce: string | undefined;
  /** Of the existing account that is to be linked. */
  readonly password: string | undefined;
}

/** Sign-in by password and with Google. Each opens a session. E-mails are compared in lower case. */
@Injectable()
export class SignInService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly google: GoogleTokens,
    private readonly registration: RegistrationService,
    private readonly limits: SignInLimits,
  ) {}

  /** @throws AppError `invalid-credentials`, one text for an unknown e-mail, a wrong password and a disabled user;
   * `too-many-requests` */
  async signIn(email: string, password: string, origin: Origin): Promise<Tokens> {
    return this.sessions.open(await this.userWithPassword(email.toLowerCase(), password, origin), origin);
  }

  /** @throws AppError `not-configured`, `invalid-credentials`, `upstream-failed`, and those of the registration */
  async signInWithGoogle({ idToken, nonce, password }: GoogleSignIn, origin: Origin): Promise<Tokens> {
    const google = await this.google.verify(idToken, nonce);
    const user =
      (await this.users.findByGoogleSubject(google.subject)) ??
      (await this.createOrLink(google, password, origin)) ??
      // Of several first sign-ins at once, one has created the user.
      (await this.users.findByGoogleSubject(google.subject));
    if (user === undefined) throw belongsToAnother();
    return this.sessions.open(user, origin);
  }

  private async createOrLink(
    google: GoogleUser,
    password: string | undefined,
    origin: Origin,
  ): Promise<User | undefined> {
    const existing = await this.users.findByEmail(google.email);
    if (existing === undefined) return this.registration.registerWithGoogle(google, origin);
    return this.link(existing, google, password, origin);
  }

  /**
   * An account is linked only with its password, and only where Google is the authority for the e-mail. Administrators
   * are never linked: control of a mailbox must not be enough to become one.
   */
  private async link(
    existing: User,
    google: GoogleUser,
    password: string | undefined,
    origin: Origin,
  ): Promise<User | undefined> {
    if (existing.googleSubject === google.subject) return existing;
    const { role, passwordHash, googleSubject } = existing;
    const isLinkable = google.isAuthoritative && role === 'user' && passwordHash !== null && googleSubject === null;
    if (!isLinkable) throw belongsToAnother();
    if (password === undefined) {
      const detail = 'This e-mail has an account with a password. Send the password too, to link the accounts.';
      throw new AppError('invalid-credentials', detail);
    }
    return this.users.linkToGoogle(await this.userWithPassword(google.email, password, origin), google);
  }

  private async userWithPassword(email: string, password: string, origin: Origin): Promise<User> {
    const user = await this.users.findByEmail(email);
    // Also without a user: the response must take as long.
    const isRight = await this.limits.attempt(email, origin, () => isPassword(password, user?.passwordHash));
    if (user === undefined || !isRight) throw new AppError('invalid-credentials', 'Invalid credentials');
    return user;
  }
}

function belongsToAnother(): AppError {
  return new AppError('invalid-credentials', 'This e-mail belongs to another account, which Google cannot open.');
}
