import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { Page, readPage } from '../../platform/http';
import { Role } from '../identity';
import { GoogleUser } from './google-tokens';
import { PasswordResetsRepository } from './password-resets.repository';
import { SessionsService } from './sessions.service';
import { User } from './user.entity';
import { UsersRepository } from './users.repository';

/** Omitted fields keep their values. */
export interface UserUpdate {
  readonly role?: Role;
  readonly disabled?: boolean;
}

/** Creates, changes and deletes users. E-mails are in lower case. */
@Injectable()
export class UsersService {
  private readonly logger = new Logger(UsersService.name);

  constructor(
    private readonly repository: UsersRepository,
    private readonly sessions: SessionsService,
    private readonly resets: PasswordResetsRepository,
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

  findByGoogleSubject(subject: string): Promise<User | undefined> {
    return this.repository.findByGoogleSubject(subject);
  }

  /** @throws AppError `not-found` */
  async getByEmail(email: string): Promise<User> {
    const user = await this.repository.findByEmail(email);
    if (user === undefined) throw new AppError('not-found', `There is no user ${email}.`);
    return user;
  }

  /** In the order of their ids. */
  list({ limit, cursor }: { readonly limit: number; readonly cursor?: number }): Promise<Page<User>> {
    return readPage(
      limit,
      (rows) => this.repository.list(rows, cursor),
      ({ id }) => id,
    );
  }

  /** @throws AppError `validation-failed` when the e-mail has a user; of concurrent calls one succeeds */
  @Transactional()
  async create(email: string, passwordHash: string, name: string | null): Promise<User> {
    const created = await this.createUnlessTaken(email, passwordHash, name);
    if (created !== undefined) return created;
    const detail = 'Email already registered';
    throw new AppError('validation-failed', detail, { errors: [{ pointer: '/email', detail }] });
  }

  /** Undefined when the e-mail has a user already. */
  @Transactional()
  async createUnlessTaken(email: string, passwordHash: string, name: string | null): Promise<User | undefined> {
    return this.repository.insert({
      ...{ email, passwordHash, name },
      ...{ emailVerified: false, googleSubject: null, role: 'user' },
    });
  }

  /** Undefined when the e-mail or the Google account has a user already. */
  @Transactional()
  async createWithGoogle({ subject, email, name, isAuthoritative }: GoogleUser): Promise<User | undefined> {
    return this.repository.insert({
      ...{ email, name, googleSubject: subject },
      ...{ emailVerified: isAuthoritative, passwordHash: null, role: 'user' },
    });
  }

  /**
   * Lets the user sign in with Google from now on. The caller has checked the user's password.
   * @throws AppError `invalid-credentials` when the user has changed since
   */
  @Transactional()
  async linkToGoogle({ id, passwordHash }: User, { subject }: GoogleUser): Promise<User> {
    const user = await this.repository.lockById(id);
    const isUnchanged = user?.role === 'user' && user.passwordHash === passwordHash && user.googleSubject === null;
    if (!isUnchanged) throw new AppError('invalid-credentials', 'Invalid credentials');
    await this.repository.update(user, { googleSubject: subject, emailVerified: true });
    return user;
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
    await this.repository.setDisabled(user, false);
    await this.endAccess(user);
  }

  /** Sets a password and ends all sessions but `keptSession`. The caller has locked the user. */
  @Transactional()
  async setPassword(user: User, passwordHash: string, keptSession?: string): Promise<void> {
    await this.repository.update(user, { passwordHash });
    await this.endAccess(user, keptSession);
  }

  /**
   * A disabled user loses all sessions and cannot sign in.
   * @throws AppError `not-found`; `conflict` when no administrator would be left
   */
  @Transactional()
  async update(id: number, { role, disabled }: UserUpdate, changedBy: string): Promise<User> {
    const keepsAdministrator = (role ?? 'admin') === 'admin' && disabled !== true;
    if (!keepsAdministrator) await this.requireAnotherAdministrator(id);
    const user = await this.getLocked(id);
    if (role !== undefined) await this.repository.update(user, { role });
    if (disabled !== undefined) await this.repository.setDisabled(user, disabled);
    if (disabled === true) await this.endAccess(user);
    this.logger.log(`user:${id} changed by ${changedBy}: ${JSON.stringify({ role, disabled })}`);
    return this.getLocked(id);
  }

  /** Runs and audit trails keep the name `user:<id>`, which no other user will get. @throws as `update` */
  @Transactional()
  async delete(id: number, deletedBy: string): Promise<void> {
    await this.requireAnotherAdministrator(id);
    await this.endAccess(await this.getLocked(id));
    await this.repository.delete(await this.getLocked(id));
    this.logger.log(`user:${id} deleted by ${deletedBy}`);
  }

  /** Locks the row until the transaction ends. @throws AppError `not-found` */
  @Transactional()
  async getLocked(id: number): Promise<User> {
    const user = await this.repository.lockById(id);
    if (user === undefined) throw new AppError('not-found', `There is no user ${id}.`);
    return user;
  }

  /** Locks all administrators: two who demote each other at once must not both succeed. */
  private async requireAnotherAdministrator(id: number): Promise<void> {
    const administrators = await this.repository.lockAdministrators();
    if (administrators.length !== 1 || administrators[0]?.id !== id) return;
    throw new AppError('conflict', `user:${id} is the last administrator who can sign in. Make another one first.`);
  }

  private async endAccess({ id }: User, keptSession?: string): Promise<void> {
    await this.sessions.revokeAllOf(id, keptSession);
    await this.resets.deleteOf(id);
  }
}
