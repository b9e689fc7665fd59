import { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config';
import { AppError } from '../../platform/errors';
import { equalsInConstantTime } from '../../platform/utils/hash';
import { ANONYMOUS, Identity } from '../identity';
import { ApiKeysService } from '../keys/api-keys.service';
import { SessionsService } from '../sign-in/sessions.service';
import { credentialsOf } from '../credentials';

/** Verifies credentials. Invalid ones are an error and never count as anonymous. */
@Injectable()
export class IdentificationService {
  constructor(
    private readonly config: AppConfig,
    private readonly keys: ApiKeysService,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws AppError `unauthenticated` for credentials that are invalid, expired or revoked */
  async identify({ headers }: { readonly headers: IncomingHttpHeaders }): Promise<Identity> {
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

  /**
   * The rate limit key, `user:7` or `key:aix_0123abcd`, as far as it is known without the database. Undefined: the
   * address of the client is the key.
   */
  knownRateLimitKey(headers: IncomingHttpHeaders): string | undefined {
    const credentials = credentialsOf(headers);
    if (credentials.kind === 'access-token') {
      return rateLimitKey('user', this.sessions.knownUserOf(credentials.token));
    }
    return credentials.kind === 'key' ? rateLimitKey('key', this.keys.knownPrefixOf(credentials.key)) : undefined;
  }

  /**
   * As `knownRateLimitKey`, for credentials that this process has not seen within a minute. Queries the database. Revoked
   * keys and ended sessions own no budget.
   * @throws AppError `unauthenticated` for an invalid access token
   */
  async findRateLimitKey(headers: IncomingHttpHeaders): Promise<string | undefined> {
    const credentials = credentialsOf(headers);
    if (credentials.kind === 'key') return rateLimitKey('key', (await this.keys.identify(credentials.key))?.prefix);
    if (credentials.kind !== 'access-token') return undefined;
    return rateLimitKey('user', (await this.sessions.identify(credentials.token)).id);
  }

  private byAdministratorToken(token: string): Identity {
    const expected = this.config.adminToken;
    if (expected !== undefined && equalsInConstantTime(token, expected)) return { kind: 'administrator' };
    throw new AppError('unauthenticated', 'The token in X-Admin-Token is not valid.');
  }

  private async byKey(key: string): Promise<Identity> {
    const identity = await this.keys.identify(key);
    if (identity === undefined) throw new AppError('unauthenticated', 'The API key is not valid.');
    return identity;
  }
}

function rateLimitKey(kind: 'user' | 'key', name: string | number | undefined): string | undefined {
  return name === undefined ? undefined : `${kind}:${name}`;
}
