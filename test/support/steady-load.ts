import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';

export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How it went. Times are milliseconds. */
export interface LoadReport {
  readonly requests: number;
  readonly perSecond: number;
  readonly failures: readonly string[];
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

const TICK_MS = 10;
const TIMEOUT_MS = 30_000;

/** So many requests a second, sent when it is their time, whether those before have been answered or not. */
export class SteadyLoad {
  private readonly agent = new Agent({ connections: 64, keepAliveTimeout: 10_000 });
  private readonly open = new Set<Promise<void>>();
  private readonly times: number[] = [];
  private readonly failures: string[] = [];
  private ended = false;

  constructor(
    private readonly url: string,
    private readonly perSecond: number,
    private readonly next: (count: number) => LoadRequest,
  ) {}

  /** Sends until it is ended, then waits for the last answers. */
  async run(): Promise<LoadReport> {
    const begun = performance.now();
    let sent = 0;
    for (; !this.ended; await pause(TICK_MS)) {
      const due = Math.floor(((performance.now() - begun) / 1_000) * this.perSecond);
      while (sent < due) this.send(this.next(sent++));
    }
    const seconds = (performance.now() - begun) / 1_000;
    await Promise.all(this.open);
    await this.agent.close();
    return this.report(sent, seconds);
  }

  end(): void {
    this.ended = true;
  }

  private send(wanted: LoadRequest): void {
    const answered = this.exchange(wanted).finally(() => this.open.delete(answered));
    this.open.add(answered);
  }

  private async exchange({ method, path, body, headers }: LoadRequest): Promise<void> {
    const began = performance.now();
    try {
      const answer = await request(`${this.url}${path}`, {
        dispatcher: this.agent,
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 400) this.failures.push(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 200)}`);
    } catch (error) {
      this.failures.push(`${method} ${path}: ${String(error)}`);
    }
    this.times.push(performance.now() - began);
  }

  private report(requests: number, seconds: number): LoadReport {
    const sorted = this.times.sort((one, other) => one - other);
    const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
    return {
      requests,
      perSecond: Math.round(requests / seconds),
      failures: this.failures,
      p50: at(0.5),
      p99: at(0.99),
      longest: at(1),
    };
  }
}
