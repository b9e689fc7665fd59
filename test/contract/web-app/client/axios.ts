import { ApiError, parsed } from './api-service';
import { Browser } from './browser';

/** The third client, of two pages: it says `Content-Type` only where there is a body. */
export class Axios {
  constructor(private readonly browser: Browser) {}

  async request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const token = this.browser.localStorage.get('token');
    const headers = {
      Accept: 'application/json, text/plain, */*',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const response = await this.browser.fetch(method, `/api/v1${path}`, headers, text);
    const answer = parsed(await response.text());
    if (response.ok) return answer as Answer;
    if (response.status === 401) {
      this.browser.localStorage.delete('token');
      this.browser.location = '/login';
    }
    const { detail } = answer as { detail?: unknown };
    throw new ApiError(response.status, detail, detail);
  }
}
