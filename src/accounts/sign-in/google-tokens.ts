import { Injectable, Logger } from '@nestjs/common';
import type { OAuth2Client, TokenPayload } from 'google-auth-library';
import { AppConfig } from '../../platform/config';
import { AppError } from '../../platform/errors';
import { normalEmail } from './email';

const TIMEOUT_MS = 5_000;

/** A Google account with an e-mail that Google has verified at some time. */
export interface GoogleUser {
  readonly subject: string;
  readonly email: string;
  readonly name: string | null;
  /** Google runs the mailbox: gmail.com, or a domain of Google Workspace. Other mailboxes can have changed owners. */
  readonly isAuthoritative: boolean;
}

/** Verifies Google's ID tokens. Google's library checks signature, audience, issuer and expiry. */
@Injectable()
export class GoogleTokens {
  private readonly logger = new Logger(GoogleTokens.name);
  private client: Promise<OAuth2Client> | undefined;

  constructor(private readonly config: AppConfig) {}

  /**
   * @param nonce the one that the page gave to Google; undefined if it gave none
   * @throws AppError `not-configured`, `upstream-failed` without Google's keys, else `invalid-credentials`
   */
  async verify(idToken: string, nonce?: string): Promise<GoogleUser> {
    const audience = this.config.accounts.google.clientId;
    if (audience === undefined) {
      throw new AppError(
        'not-configured',
        'Signing in with Google is not configured here: GOOGLE_CLIENT_ID is not set.',
      );
    }
    const client = await (this.client ??= this.createClient());
    await this.fetchKeys(client);
    return userOf(await this.payloadOf(client, idToken, audience), nonce);
  }

  /** The library is loaded at the first sign-in with Google: most services have none. A failed load is repeated. */
  private async createClient(): Promise<OAuth2Client> {
    try {
      const { OAuth2Client } = await import('google-auth-library');
      return new OAuth2Client({
        endpoints: { oauth2FederatedSignonPemCertsUrl: this.config.accounts.google.certificatesUrl },
        // Without it the library loads another fetch than the one of Node.
        transporterOptions: { timeout: TIMEOUT_MS, fetchImplementation: fetch },
      });
    } catch (error) {
      this.client = undefined;
      throw error;
    }
  }

  /** The library caches the keys for as long as Google allows. */
  private async fetchKeys(client: OAuth2Client): Promise<void> {
    try {
      await client.getFederatedSignonCertsAsync();
    } catch (cause) {
      throw new AppError('upstream-failed', 'Google does not respond at the moment; try again.', { cause });
    }
  }

  private async payloadOf(client: OAuth2Client, idToken: string, audience: string): Promise<TokenPayload | undefined> {
    try {
      return (await client.verifyIdToken({ idToken, audience })).getPayload();
    } catch (error) {
      // The library's message quotes the token.
      this.logger.debug(`ID token refused: ${error instanceof Error ? error.name : 'unknown'}`);
      return undefined;
    }
  }
}

function userOf(payload: TokenPayload | undefined, nonce: string | undefined): GoogleUser {
  const email = normalEmail(payload?.email);
  const subject = textOf(payload?.sub);
  const isReplayed = nonce !== undefined && payload?.nonce !== nonce;
  if (payload?.email_verified !== true || email === undefined || subject === undefined || isReplayed) {
    throw new AppError('invalid-credentials', 'Google does not vouch for this sign-in.');
  }
  const isAuthoritative = email.endsWith('@gmail.com') || textOf(payload.hd) !== undefined;
  return { subject, email, name: textOf(payload.name) ?? null, isAuthoritative };
}

/** Claims are whatever JSON was signed. PostgreSQL refuses NUL and lone surrogates. */
function textOf(claim: unknown): string | undefined {
  const isText = typeof claim === 'string' && /^[^\p{Cc}\p{Cs}]{1,255}$/u.test(claim);
  return isText ? claim : undefined;
}
