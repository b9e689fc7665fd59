import { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { credentialsOf } from '../access/credentials';
import { ApiKeysService } from '../keys/api-keys.service';
import { AccessTokens } from '../sessions/access-tokens';

/** Whose budget a request uses up, as `user:7` or `key:aix_0123abcd`; undefined: that of its address. */
@Injectable()
export class BudgetOwners {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly keys: ApiKeysService,
  ) {}

  /** Asks nobody. */
  known(headers: IncomingHttpHeaders): string | undefined {
    const sent = credentialsOf(headers);
    if (sent.kind === 'access-token') return named('user', this.accessTokens.read(sent.token)?.userId);
    return sent.kind === 'key' ? named('key', this.keys.knownPrefixOf(sent.key)) : undefined;
  }

  /** Asks the database for a key that is seen for the first time. */
  async lookUp(headers: IncomingHttpHeaders): Promise<string | undefined> {
    const sent = credentialsOf(headers);
    return sent.kind === 'key' ? named('key', (await this.keys.identify(sent.key))?.prefix) : undefined;
  }
}

function named(kind: 'user' | 'key', name: string | number | undefined): string | undefined {
  return name === undefined ? undefined : `${kind}:${name}`;
}
