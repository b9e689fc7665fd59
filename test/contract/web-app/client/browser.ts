/** Headers that no server is asked for. */
const SAFE = ['accept'];

/** What a browser does between a page and the service: storage, preflights, and what CORS lets a page see. */
export class Browser {
  readonly localStorage = new Map<string, string>();
  /** Where the page has gone. */
  location = '/';
  /** Requests that were sent, as `GET /api/v1/index/current`. Preflights left out. */
  readonly requests: string[] = [];

  constructor(
    private readonly api: string,
    private readonly origin = 'http://localhost:3000',
  ) {}

  /** @throws TypeError `Failed to fetch` where CORS does not allow it, as browsers do */
  async fetch(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Response> {
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    await this.preflight(
      method,
      path,
      names.filter((name) => !SAFE.includes(name)),
    );
    this.requests.push(`${method} ${path}`);
    const response = await fetch(`${this.api}${path}`, {
      method,
      headers: { ...headers, origin: this.origin },
      ...(body === undefined ? {} : { body }),
    });
    this.demand(response, 'the answer');
    return response;
  }

  private async preflight(method: string, path: string, headers: readonly string[]): Promise<void> {
    const response = await fetch(`${this.api}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin: this.origin,
        'access-control-request-method': method,
        'access-control-request-headers': headers.join(','),
      },
    });
    this.demand(response, 'the preflight');
    const allowed = (name: string): string[] =>
      (response.headers.get(`access-control-allow-${name}`) ?? '').toLowerCase().split(/, */);
    const missing = [
      ...[method.toLowerCase()].filter((wanted) => !allowed('methods').includes(wanted)),
      ...headers.filter((wanted) => !allowed('headers').includes(wanted)),
    ];
    if (!response.ok || missing.length > 0) throw new TypeError(`Failed to fetch: not allowed: ${missing.join()}`);
  }

  private demand(response: Response, what: string): void {
    const allowed = response.headers.get('access-control-allow-origin');
    if (allowed !== this.origin) throw new TypeError(`Failed to fetch: ${what} is for ${allowed ?? 'nobody'}`);
  }
}
