import { Agent, Dispatcher, request } from 'undici';
import { codeOf } from '../platform/errors';
import { ProviderError } from './market-data-provider';

const NAME = 'twelvedata';
const MAX_BODY_BYTES = 10 * 1024 * 1024;
interface VendorResponse {
  /** The parsed JSON, not validated; undefined for a 4xx without JSON. */
  readonly body: unknown;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly creditsLeft: number | undefined;
}

/** Fetches JSON: once, without following redirects, at most 10 MB, the key in a header only. */
export class TwelveDataHttpClient {
  private readonly agent = new Agent({ connections: 4, keepAliveTimeout: 10_000 });

  constructor(
    private readonly baseUrl: string,
    private readonly apiKey: string,
  ) {}

  /**
   * A response with 2xx or 4xx, also with an error in its body.
   * @throws ProviderError for everything else; the signal's own reason when it was aborted
   */
  async get(path: string, parameters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<VendorResponse> {
    const url = new URL(path, this.baseUrl);
    url.search = new URLSearchParams(parameters).toString();
    try {
      const response = await request(url, {
        dispatcher: this.agent,
        headers: { authorization: `apikey ${this.apiKey}`, accept: 'application/json' },
        signal,
      });
      return await this.read(response);
    } catch (error) {
      if (error instanceof ProviderError || signal.aborted) throw error;
      throw new ProviderError(NAME, 'unavailable', `No connection to ${NAME} (${codeOf(error) ?? 'unknown'})`, {
        cause: error,
      });
    }
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  /** Vendors repeat the request in messages, so the key is removed from each. */
  withoutKey(message: string): string {
    return message
      .replaceAll(this.apiKey, '***')
      .replace(/[\x00-\x1f\x7f]+/g, ' ')
      .slice(0, 300);
  }

  private async read(response: Dispatcher.ResponseData): Promise<VendorResponse> {
    const status = response.statusCode;
    const retryAfterSeconds = retryAfter(response.headers['retry-after']);
    const creditsLeft = wholeNumber(response.headers['api-credits-left']);
    const isJson = /^application\/json\b/i.test(String(response.headers['content-type']));
    const isRefusal = status >= 400 && status < 500;
    if (isJson && (isRefusal || status === 200)) {
      return { body: parseJson(await readText(response.body)), status, retryAfterSeconds, creditsLeft };
    }
    response.body.on('error', () => undefined).destroy();
    if (isRefusal) return { body: undefined, status, retryAfterSeconds, creditsLeft };
    throw unusable(status, retryAfterSeconds);
  }
}

function unusable(status: number, retryAfterSeconds: number | undefined): ProviderError {
  if (status >= 500) {
    return new ProviderError(NAME, 'unavailable', `${NAME} answered HTTP ${status}`, { retryAfterSeconds });
  }
  const redirect = status >= 300 && status < 400;
  const what = redirect ? 'a redirect, which is not followed' : `HTTP ${status} without JSON`;
  return new ProviderError(NAME, 'malformed', `${NAME} answered ${what}`);
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_BODY_BYTES)
      throw new ProviderError(NAME, 'malformed', `${NAME} answered more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProviderError(NAME, 'malformed', `${NAME} answered ${text.length} characters that are no JSON`);
  }
}

/** Seconds, from seconds or from a date (RFC 9110, 10.2.3). */
function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const seconds = wholeNumber(header) ?? Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

function wholeNumber(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}
