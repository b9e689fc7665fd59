import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '../../platform/config';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { Page, readPage, validationFailed } from '../../platform/http';
import { sha256 } from '../../platform/utils/hash';
import { Invitation, InvitationsRepository } from './invitations.repository';
import { UsersService } from './users.service';

export const DEFAULT_INVITATION_DAYS = 7;

/** The only response with the code, of which the hash is stored. */
export interface CreatedInvitation extends Invitation {
  readonly code: string;
}

/** Invitations to create an account. Each is for one e-mail and is used up by the account. */
@Injectable()
export class InvitationsService {
  private readonly logger = new Logger(InvitationsService.name);

  constructor(
    private readonly config: AppConfig,
    private readonly repository: InvitationsRepository,
    private readonly users: UsersService,
  ) {}

  /**
   * Replaces an earlier invitation of the e-mail.
   * @throws AppError `conflict` unless REGISTRATION is `invite`, and for an e-mail that has an account;
   * `validation-failed` for a domain that is not in REGISTRATION_DOMAINS
   */
  @Transactional()
  async create(email: string, createdBy: string, days = DEFAULT_INVITATION_DAYS): Promise<CreatedInvitation> {
    if (this.config.accounts.registration !== 'invite') {
      throw new AppError('conflict', 'Invitations are used only where REGISTRATION is invite.');
    }
    if (!this.isAllowedDomain(email)) throw domainRefused();
    const user = await this.users.findByEmail(email);
    if (user !== undefined) throw new AppError('conflict', `${email} has an account.`);
    const code = randomBytes(32).toString('base64url');
    const invitation = await this.repository.put(email, sha256(code), createdBy, days);
    this.logger.log(`invitation ${invitation.id} created by ${createdBy}`);
    return { ...invitation, code };
  }

  /** Newest first, with the expired ones. */
  list({ limit, cursor }: { readonly limit: number; readonly cursor?: number }): Promise<Page<Invitation>> {
    return readPage(
      limit,
      (rows) => this.repository.list(rows, cursor),
      ({ id }) => id,
    );
  }

  /** @throws AppError `not-found` */
  @Transactional()
  async delete(id: number): Promise<void> {
    const found = await this.repository.delete(id);
    if (!found) throw new AppError('not-found', `There is no invitation ${id}.`);
  }

  /** @throws AppError `forbidden` where registration is closed, `validation-failed` for another domain */
  checkRegistration(email: string): void {
    if (this.config.accounts.registration === 'closed') {
      throw new AppError('forbidden', 'Registration is closed here. Ask an administrator for an account.');
    }
    if (!this.isAllowedDomain(email)) throw domainRefused();
  }

  get isRequired(): boolean {
    return this.config.accounts.registration === 'invite';
  }

  /**
   * Uses up an invitation where one is needed.
   * @param proof the code, or that Google has proven who owns the e-mail
   * @throws AppError `validation-failed`, with one text for all causes
   */
  @Transactional()
  async use(email: string, proof: string | undefined | { readonly isAuthoritative: boolean }): Promise<void> {
    if (!this.isRequired) return;
    const isProven = typeof proof === 'object' && proof.isAuthoritative;
    const hash = typeof proof === 'string' ? sha256(proof) : undefined;
    const isValid = (isProven || hash !== undefined) && (await this.repository.use(email, hash));
    if (!isValid) throw invitationRefused();
  }

  private isAllowedDomain(email: string): boolean {
    const { domains } = this.config.accounts;
    return domains === undefined || domains.includes(email.slice(email.lastIndexOf('@') + 1));
  }
}

function domainRefused(): AppError {
  return validationFailed([
    { pointer: '/email', detail: 'E-mail addresses of this domain cannot be registered here.' },
  ]);
}

export function invitationRefused(): AppError {
  const detail =
    'Registration is by invitation. The invitation is missing, used, replaced, expired or for another e-mail.';
  return validationFailed([{ pointer: '/invitation', detail }]);
}
