import { ADMIN_TOKEN } from '../../support/app';
import { json } from '../../support/json';

export interface Run {
  readonly id: number;
  readonly kind: string;
  readonly status: string;
  readonly completeness: string | null;
  readonly stage: string | null;
  readonly counts: Record<string, number>;
  readonly missing: readonly { symbol: string; category: string }[];
  readonly outcomes: readonly Record<string, unknown>[];
  readonly error: { category: string; detail: string } | null;
  readonly requestId: string | null;
  readonly requestedBy: string;
  readonly reverts: number | null;
  readonly revertedBy: number | null;
  readonly dataVersion: number | null;
}

export interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors: readonly { pointer: string }[];
}

/** Speaks to a service as an administrator. */
export class RefreshClient {
  constructor(readonly url: string) {}

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-admin-token': ADMIN_TOKEN, ...headers },
      body: JSON.stringify(body),
    });
  }

  get(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, init);
  }

  /** Refreshes and waits until it has ended. */
  async refresh(body: object = {}): Promise<Run> {
    return json<Run>(this.post('/refresh-runs?wait=true', body));
  }

  async run(id: number): Promise<Run> {
    return json<Run>(this.get(`/refresh-runs/${id}`));
  }

  async addAssets(symbols: readonly string[]): Promise<void> {
    for (const symbol of symbols) await this.post('/assets', { symbol, name: symbol });
  }
}
