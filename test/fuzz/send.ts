import { Agent, IncomingHttpHeaders, request } from 'node:http';
import { Plan } from './plan';

export interface HttpRequest {
  readonly method: string;
  /** With its query, encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The connection ended before the answer did. */
  readonly brokenOff: boolean;
}

const TIMEOUT_MS = 20_000;
const TOKENS = { administrator: undefined, none: '', wrong: 'wrong-token-of-nobody' };

/** Writes a plan out, with the credentials it names. */
export function httpRequestOf(plan: Plan, administratorToken: string): HttpRequest {
  const { operation, credentials, body } = plan;
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(plan.path[name] ?? ''),
  );
  const query = plan.query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  const token = TOKENS[credentials] ?? administratorToken;
  return {
    method: operation.method,
    target: query === '' ? path : `${path}?${query}`,
    headers: {
      ...plan.headers,
      ...(token === '' ? {} : { 'x-admin-token': token }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
  };
}

/** Sends requests as they are written: nothing is normalised on the way. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });
  requests = 0;

  constructor(private readonly url: string) {}

  send({ method, target, headers, body }: HttpRequest): Promise<Answer> {
    this.requests += 1;
    const { hostname, port } = new URL(this.url);
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    return new Promise((resolve, reject) => {
      const options = {
        hostname,
        port,
        method,
        path: target,
        headers: { 'x-forwarded-for': this.address(), ...headers, ...length },
        agent: this.agent,
      };
      const sent = request({ ...options, timeout: TIMEOUT_MS }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('close', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(chunks).toString(),
            brokenOff: !answer.complete,
          }),
        );
      });
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Each request is of another client, or the limits by address would answer. */
  private address(): string {
    const { requests } = this;
    return `10.${(requests >> 16) & 255}.${(requests >> 8) & 255}.${requests & 255}`;
  }

  close(): void {
    this.agent.destroy();
  }
}
