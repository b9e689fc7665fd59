import { ApiError, rendered } from '../api-service';
import { Browser } from '../browser';
import { HttpClient, TokenAnswer } from '../http-client';
import { text } from '../shown';

interface User {
  readonly id: number;
  readonly email: string;
}

const SHAPE = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const SHORTEST_PASSWORD = 6;

/** The pages /login and /register, and the context that all pages have. Each form answers the message that it shows. */
export class SignInPages {
  private readonly client: HttpClient;

  constructor(private readonly browser: Browser) {
    this.client = new HttpClient(browser);
  }

  async login(email: string, password: string): Promise<string> {
    if (!SHAPE.test(email) || password.length < SHORTEST_PASSWORD) return 'Check your entries';
    return this.submit('/auth/login', { email, password });
  }

  register(email: string, password: string, name = ''): Promise<string> {
    return this.submit('/auth/register', { email, password, name });
  }

  google(idToken: string): Promise<string> {
    return this.submit('/auth/google', { idToken });
  }

  /** Who is signed in; nobody where no token is stored, or it is good no longer. */
  async user(): Promise<User | null> {
    if (this.client.tokens.accessToken === undefined) return null;
    return this.client.request<User>('GET', '/auth/me').catch(() => null);
  }

  /** Nothing in the web app does this, and five of its pages need it. */
  copyToken(): void {
    this.browser.localStorage.set('token', text(this.browser.localStorage.get('access_token')));
  }

  private async submit(path: string, body: object): Promise<string> {
    try {
      this.client.tokens.save(await this.client.request<TokenAnswer>('POST', path, body));
      this.browser.location = '/dashboard';
      return '';
    } catch (error) {
      if (error instanceof ApiError) return rendered(error.detail ?? error.message);
      throw error;
    }
  }
}
