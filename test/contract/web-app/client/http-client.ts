import { randomUUID } from 'node:crypto';
import { ApiError, parsed } from './api-service';
import { Browser } from './browser';

export interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in?: number;
}

const SECONDS_IF_ABSENT = 3_600;

/** Where signing in keeps its tokens. Five pages read another place, `localStorage.token`, which nothing writes. */
export class TokenManager {
  constructor(private readonly storage: Map<string, string>) {}

  save({ access_token, refresh_token, expires_in }: TokenAnswer): void {
    this.storage.set('access_token', access_token);
    if (refresh_token !== undefined) this.storage.set('refresh_token', refresh_token);
    this.storage.set('token_expiry', String(Date.now() + (expires_in ?? SECONDS_IF_ABSENT) * 1000));
  }

  clear(): void {
    for (const name of ['access_token', 'refresh_token', 'token_expiry']) this.storage.delete(name);
  }

  get accessToken(): string | undefined {
    return Number(this.storage.get('token_expiry')) > Date.now() ? this.storage.get('access_token') : undefined;
  }

  get refreshToken(): string | undefined {
    return this.storage.get('refresh_token');
  }
}

/** The client of signing in. At any 401 it refreshes its tokens, or leaves for /login. */
export class HttpClient {
  readonly tokens: TokenManager;

  constructor(private readonly browser: Browser) {
    this.tokens = new TokenManager(browser.localStorage);
  }

  async request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const token = this.tokens.accessToken;
    const headers = {
      'Content-Type': 'application/json',
      'X-Request-ID': randomUUID(),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const response = await this.browser.fetch(method, `/api/v1${path}`, headers, text);
    const answer = parsed(await response.text());
    if (response.ok) return answer as Answer;
    if (response.status === 401) return this.afterUnauthorized();
    const { detail } = answer as { detail?: unknown };
    throw new ApiError(response.status, detail, detail ?? response.statusText);
  }

  /** It gives the new tokens in place of what was asked for. */
  private async afterUnauthorized<Answer>(): Promise<Answer> {
    const { refreshToken } = this.tokens;
    this.tokens.clear();
    if (refreshToken !== undefined) {
      const answer = await this.request<TokenAnswer>('POST', '/auth/refresh', { refresh_token: refreshToken });
      this.tokens.save(answer);
      return answer as Answer;
    }
    this.browser.location = '/login';
    throw new ApiError(401, undefined, 'Session expired');
  }
}
