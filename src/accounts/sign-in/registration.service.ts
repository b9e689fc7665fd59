import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { validationFailed } from '../../platform/http';
import { LimitDecisions, RateLimitStorage } from '../../platform/rate-limit';
import { Origin } from '../origin';
import { GoogleUser } from './google-tokens';
import { invitationRefused, InvitationsService } from './invitations.service';
import { hashPassword, passwordFaults } from './passwords';
import { SessionsService, Tokens } from './sessions.service';
import { User } from './user.entity';
import { UsersService } from './users.service';

const DAY_MS = 86_400_000;

/** Accounts that one address may create without an invitation. */
const ACCOUNTS = { name: 'registration', limit: 10, window: DAY_MS };

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly name: string | null;
  readonly invitation: string | undefined;
}

/**
 * Creates accounts as REGISTRATION and REGISTRATION_DOMAINS allow. By invitation, the response does not reveal whether
 * the e-mail has an account.
 */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly storage: RateLimitStorage,
    private readonly decisions: LimitDecisions,
  ) {}

  /**
   * @throws AppError `forbidden`, `too-many-requests`, `validation-failed` for a weak password, a refused invitation or,
   * where registration is open, an e-mail that has an account
   */
  async register(registration: Registration, origin: Origin): Promise<Tokens> {
    const { password } = registration;
    const email = registration.email.toLowerCase();
    this.invitations.checkRegistration(email);
    const faults = await passwordFaults(password, email);
    if (faults.length > 0) throw validationFailed(faults.map((detail) => ({ pointer: '/password', detail })));
    // Before anything is looked up, so that every refusal takes as long.
    const passwordHash = await hashPassword(password);
    await this.count(origin);
    return this.sessions.open(await this.create({ ...registration, email }, passwordHash), origin);
  }

  /**
   * Undefined when the e-mail or the Google account has a user already.
   * @throws AppError `forbidden`, `too-many-requests`, `validation-failed` for a refused domain or without an invitation
   */
  async registerWithGoogle(google: GoogleUser, origin: Origin): Promise<User | undefined> {
    this.invitations.checkRegistration(google.email);
    await this.count(origin);
    return this.createWithGoogle(google);
  }

  @Transactional()
  private async create({ email, name, invitation }: Registration, passwordHash: string): Promise<User> {
    await this.invitations.use(email, invitation);
    if (!this.invitations.isRequired) return this.users.create(email, passwordHash, name);
    const user = await this.users.createUnlessTaken(email, passwordHash, name);
    if (user === undefined) throw invitationRefused();
    return user;
  }

  @Transactional()
  private async createWithGoogle(google: GoogleUser): Promise<User | undefined> {
    const user = await this.users.createWithGoogle(google);
    if (user !== undefined) await this.invitations.use(google.email, google);
    return user;
  }

  private async count({ address }: Origin): Promise<void> {
    if (this.invitations.isRequired) return;
    const { name: policy, limit, window } = ACCOUNTS;
    const client = `address:${address}`;
    const { isBlocked, timeToBlockExpire } = await this.storage.increment(client, window, limit, 0, policy);
    this.decisions.emit({ policy, client, admitted: !isBlocked });
    if (!isBlocked) return;
    throw new AppError('too-many-requests', `An address may create ${limit} accounts a day.`, {
      retryAfterSeconds: Math.max(1, timeToBlockExpire),
    });
  }
}
