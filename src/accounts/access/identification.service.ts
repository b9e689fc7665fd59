import { Injectable } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { AppConfig } from '../../platform/config';
import { AppError } from '../../platform/errors';
import { ApiKeysService } from '../keys/api-keys.service';
import { SessionsService } from '../sessions/sessions.service';
import { credentialsOf } from './credentials';
import { ANONYMOUS, Identity } from './identity';
import { sameText } from './same-text';

/** Finds out who sends a request. What is wrong is refused, never taken for nothing. */
@Injectable()
export class IdentificationService {
  constructor(
    private readonly config: AppConfig,
    private readonly keys: ApiKeysService,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws AppError `unauthenticated` when what the request brings is not valid, or is so no longer */
  async identify({ headers }: FastifyRequest): Promise<Identity> {
    const credentials = credentialsOf(headers);
    switch (credentials.kind) {
      case 'none':
        return ANONYMOUS;
      case 'administrator-token':
        return this.byAdministratorToken(credentials.token);
      case 'key':
        return this.byKey(credentials.key);
      case 'access-token':
        return this.sessions.identify(credentials.token);
    }
  }

  private byAdministratorToken(token: string): Identity {
    const expected = this.config.adminToken;
    if (expected !== undefined && sameText(token, expected)) return { kind: 'administrator' };
    throw new AppError('unauthenticated', 'The token in X-Admin-Token is not valid.');
  }

  private async byKey(key: string): Promise<Identity> {
    const identity = await this.keys.identify(key);
    if (identity === undefined) throw new AppError('unauthenticated', 'The API key is not valid.');
    return identity;
  }
}
