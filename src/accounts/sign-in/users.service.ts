import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { GoogleUser } from './google-tokens';
import { SessionsService } from './sessions.service';
import { User, UsersRepository } from './users.repository';

/** Makes accounts, and joins what belongs to one person. */
@Injectable()
export class UsersService {
  constructor(
    private readonly repository: UsersRepository,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws AppError `unauthenticated` when the account has been deleted */
  async getById(id: number): Promise<User> {
    const user = await this.repository.findById(id);
    if (user === undefined) throw new AppError('unauthenticated', 'User not found');
    return user;
  }

  findByEmail(email: string): Promise<User | undefined> {
    return this.repository.findByEmail(email);
  }

  /** Of several at the same moment one gets the e-mail. @throws AppError `validation-failed` to all others */
  @Transactional()
  async create(email: string, passwordHash: string, name: string | null): Promise<User> {
    const user = { email, passwordHash, name, emailVerified: false, googleSubject: null, role: 'user' } as const;
    const created = await this.repository.insert(user);
    if (created !== undefined) return created;
    const detail = 'Email already registered';
    throw new AppError('validation-failed', detail, { errors: [{ pointer: '/email', detail }] });
  }

  /** The account of a Google account: the one that has it, else a new one, else the one with the same e-mail. */
  @Transactional()
  async ensureForGoogle({ subject, email, name }: GoogleUser): Promise<User> {
    const known = await this.repository.findByGoogleSubject(subject);
    if (known !== undefined) return known;
    const user = {
      email,
      name,
      googleSubject: subject,
      emailVerified: true,
      passwordHash: null,
      role: 'user',
    } as const;
    return (await this.repository.insert(user)) ?? this.linkToGoogle(email, subject);
  }

  /** An administrator, new or promoted. Whoever had the account before is signed out and needs the new password. */
  @Transactional()
  async ensureAdministrator(email: string, passwordHash: string): Promise<void> {
    const change = { passwordHash, emailVerified: true, role: 'admin' } as const;
    const created = await this.repository.insert({ email, name: null, googleSubject: null, ...change });
    if (created !== undefined) return;
    const user = await this.repository.lockByEmail(email);
    if (user === undefined) throw new AppError('conflict', `The account of ${email} has just been deleted.`);
    await this.repository.update(user, change);
    await this.sessions.closeAllOf(user.id);
  }

  /**
   * Google has proven whose the e-mail is. Somebody may have registered with it before without any proof; such a one
   * is signed out, and the password no longer counts, else it would open what is the owner's now.
   */
  private async linkToGoogle(email: string, subject: string): Promise<User> {
    const user = await this.repository.lockByEmail(email);
    if (user === undefined || (user.googleSubject ?? subject) !== subject) {
      throw new AppError('invalid-credentials', 'This e-mail belongs to another Google account.');
    }
    if (user.googleSubject === subject) return user;
    const proven = user.emailVerified ? {} : { emailVerified: true, passwordHash: null };
    await this.repository.update(user, { googleSubject: subject, ...proven });
    if (!user.emailVerified) await this.sessions.closeAllOf(user.id);
    return user;
  }
}
