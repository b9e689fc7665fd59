import { KeyScope } from './key-scope';

/** An API key as it may be shown. Instants are ISO 8601 in UTC. */
export interface ApiKey {
  readonly id: number;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  readonly createdBy: string;
  readonly createdAt: string;
  /** To the minute. */
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
}

/** The only time that the key itself is to be had. */
export interface CreatedApiKey extends ApiKey {
  readonly key: string;
}
