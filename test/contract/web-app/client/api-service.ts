import { Browser } from './browser';

/** What the pages catch: `message` is `detail` of the body, else its `message`, else the text of the status. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly detail: unknown,
    message: unknown,
  ) {
    super(rendered(message));
  }
}

/** The client of all data: `Content-Type: application/json` with every request, also with those without a body. */
export class ApiService {
  constructor(private readonly browser: Browser) {}

  get<Answer>(path: string): Promise<Answer> {
    return this.request('GET', path);
  }

  post<Answer>(path: string, body?: unknown): Promise<Answer> {
    return this.request('POST', path, body);
  }

  private async request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const token = this.browser.localStorage.get('token');
    const headers = {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const response = await this.browser.fetch(method, `/api/v1${path}`, headers, text);
    const answer = parsed(await response.text());
    if (response.ok) return answer as Answer;
    const { detail, message } = answer as { detail?: unknown; message?: unknown };
    throw new ApiError(response.status, detail, detail ?? message ?? response.statusText);
  }
}

/** As a child of a React element: an object there ends the whole page. */
export function rendered(child: unknown): string {
  if (typeof child === 'object' && child !== null) throw new Error('Application error: an object is no React child');
  return String(child);
}

/** An empty or broken body is an empty object. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return {};
  }
}
