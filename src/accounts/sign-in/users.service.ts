import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { GoogleUser } from './google-tokens';
import { SessionsService } from './sessions.service';
import { User } from './user.entity';
import { UsersRepository } from './users.repository';

/** Creates users and links their password and Google accounts. */
@Injectable()
export class UsersService {
  constructor(
    private readonly repository: UsersRepository,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws AppError `unauthenticated` when the user has been deleted */
  async getById(id: number): Promise<User> {
    const user = await this.repository.findById(id);
    if (user === undefined) throw new AppError('unauthenticated', 'User not found');
    return user;
  }

  findByEmail(email: string): Promise<User | undefined> {
    return this.repository.findByEmail(email);
  }

  /** @throws AppError `validation-failed` when the e-mail has a user; of concurrent calls one succeeds */
  @Transactional()
  async create(email: string, passwordHash: string, name: string | null): Promise<User> {
    const created = await this.repository.insert({
      ...{ email, passwordHash, name },
      ...{ emailVerified: false, googleSubject: null, role: 'user' },
    });
    if (created !== undefined) return created;
    const detail = 'Email already registered';
    throw new AppError('validation-failed', detail, { errors: [{ pointer: '/email', detail }] });
  }

  /** The user with this Google account, else a new user, else the user with the same e-mail. */
  @Transactional()
  async ensureForGoogle({ subject, email, name }: GoogleUser): Promise<User> {
    const known = await this.repository.findByGoogleSubject(subject);
    if (known !== undefined) return known;
    const created = await this.repository.insert({
      ...{ email, name, googleSubject: subject },
      ...{ emailVerified: true, passwordHash: null, role: 'user' },
    });
    return created ?? this.linkToGoogle(email, subject);
  }

  /** Creates or promotes an administrator. An existing user gets the new password and loses all sessions. */
  @Transactional()
  async ensureAdministrator(email: string, passwordHash: string): Promise<void> {
    const change = { passwordHash, emailVerified: true, role: 'admin' } as const;
    const created = await this.repository.insert({ email, name: null, googleSubject: null, ...change });
    if (created !== undefined) return;
    const user = await this.repository.lockByEmail(email);
    if (user === undefined) throw new AppError('conflict', `The account of ${email} has just been deleted.`);
    await this.repository.update(user, change);
    await this.sessions.revokeAllOf(user.id);
  }

  /**
   * Google has proven who owns the e-mail. If it was unproven before, someone else may have registered it: the password
   * and all sessions are revoked, because they would open the owner's account.
   */
  private async linkToGoogle(email: string, subject: string): Promise<User> {
    const user = await this.repository.lockByEmail(email);
    if (user === undefined || (user.googleSubject ?? subject) !== subject) {
      throw new AppError('invalid-credentials', 'This e-mail belongs to another Google account.');
    }
    if (user.googleSubject === subject) return user;
    const revoked = user.emailVerified ? {} : { emailVerified: true, passwordHash: null };
    await this.repository.update(user, { googleSubject: subject, ...revoked });
    if (!user.emailVerified) await this.sessions.revokeAllOf(user.id);
    return user;
  }
}
