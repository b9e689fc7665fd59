import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { validationFailed } from '../../platform/http';
import { sha256 } from '../../platform/utils/hash';
import { UserIdentity } from '../identity';
import { Origin } from '../origin';
import { PasswordResetsRepository } from './password-resets.repository';
import { hashPassword, isPassword, passwordFaults } from './passwords';
import { SignInLimits } from './sign-in-limits';
import { User } from './user.entity';
import { UsersService } from './users.service';

const RESET_HOURS = 24;

/** A code that sets a new password once. No later response has it: only its hash is stored. */
export interface PasswordReset {
  readonly code: string;
  /** ISO 8601 in UTC. */
  readonly expiresAt: string;
}

/** Changes passwords: by the user with the present one, or with a code that an administrator has created. */
@Injectable()
export class PasswordsService {
  private readonly logger = new Logger(PasswordsService.name);

  constructor(
    private readonly users: UsersService,
    private readonly resets: PasswordResetsRepository,
    private readonly limits: SignInLimits,
  ) {}

  /**
   * Ends all other sessions of the user.
   * @throws AppError `invalid-credentials` for a wrong present password, `validation-failed` for a weak new one,
   * `conflict` for a user without a password, `too-many-requests`
   */
  async change({ id, sessionId }: UserIdentity, current: string, wanted: string, origin: Origin): Promise<void> {
    const user = await this.users.getById(id);
    if (user.passwordHash === null) {
      throw new AppError('conflict', 'This account has no password. An administrator can create a code that sets one.');
    }
    const isRight = await this.limits.attempt(user.email, origin, () => isPassword(current, user.passwordHash));
    if (!isRight) throw new AppError('invalid-credentials', 'The present password is wrong.');
    const passwordHash = await this.hashNew(wanted, user.email, 'newPassword');
    await this.replace(user, passwordHash, sessionId);
  }

  /** Replaces an earlier code. @throws AppError `not-found`; `conflict` for a disabled user */
  @Transactional()
  async createReset(userId: number, createdBy: string): Promise<PasswordReset> {
    const user = await this.users.getLocked(userId);
    if (user.disabledAt !== null) throw new AppError('conflict', `user:${userId} is disabled.`);
    const code = randomBytes(32).toString('base64url');
    const expiresAt = await this.resets.put(userId, sha256(code), createdBy, RESET_HOURS);
    this.logger.log(`password reset of user:${userId} created by ${createdBy}`);
    return { code, expiresAt };
  }

  /**
   * Ends all sessions of the user. A weak password does not use up the code.
   * @throws AppError `invalid-credentials` for a code that is unknown, used, replaced or expired, `validation-failed`
   */
  async reset(code: string, password: string): Promise<void> {
    const hash = sha256(code);
    const userId = await this.resets.findUserId(hash);
    if (userId === undefined) throw invalidCode();
    const { email } = await this.users.getById(userId);
    await this.useReset(hash, userId, await this.hashNew(password, email, 'password'));
  }

  /** @throws AppError `conflict` when another password was set meanwhile */
  @Transactional()
  private async replace({ id, passwordHash: before }: User, passwordHash: string, session: string): Promise<void> {
    const user = await this.users.getLocked(id);
    if (user.passwordHash !== before) throw new AppError('conflict', 'The password has just been changed elsewhere.');
    await this.users.setPassword(user, passwordHash, session);
  }

  @Transactional()
  private async useReset(hash: Buffer, userId: number, passwordHash: string): Promise<void> {
    const user = await this.users.getLocked(userId);
    const isValid = await this.resets.use(hash);
    if (!isValid) throw invalidCode();
    await this.users.setPassword(user, passwordHash);
    this.logger.log(`password of user:${userId} set with a reset code`);
  }

  private async hashNew(password: string, email: string, field: string): Promise<string> {
    const faults = await passwordFaults(password, email);
    if (faults.length > 0) throw validationFailed(faults.map((detail) => ({ pointer: `/${field}`, detail })));
    return hashPassword(password);
  }
}

function invalidCode(): AppError {
  return new AppError('invalid-credentials', 'The code is unknown, used, replaced or expired.');
}
