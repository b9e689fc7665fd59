import { IncomingMessage, Server, ServerResponse, createServer } from 'node:http';
import { AddressInfo } from 'node:net';

/** What the client asked, and how to answer it. */
export interface Exchange {
  readonly query: URLSearchParams;
  readonly symbols: readonly string[];
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export type Reply = (exchange: Exchange) => void;

/** Speaks the formats of Twelve Data's `time_series` over real HTTP, well or badly as told. */
export interface FakeVendor {
  readonly url: string;
  readonly requests: readonly { readonly url: string; readonly authorization: string | undefined }[];
  /** One reply a request; the last one stays. */
  script(...replies: [Reply, ...Reply[]]): void;
  close(): Promise<void>;
}

export async function startFakeVendor(server: Server = createServer(), scheme = 'http'): Promise<FakeVendor> {
  let replies: Reply[] = [good()];
  const requests: { url: string; authorization: string | undefined }[] = [];
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    requests.push({ url: request.url ?? '', authorization: request.headers.authorization });
    const query = new URL(request.url ?? '', 'http://vendor').searchParams;
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    reply?.({ query, symbols: (query.get('symbol') ?? '').split(','), request, response });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    script: (...next) => void (replies = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type Json = Record<string, unknown>;

/** One symbol's part of a good answer; `change` spoils it. */
export function series(
  symbol: string,
  days: readonly string[],
  change: (part: Series) => unknown = (part) => part,
): Json {
  const part: Series = {
    meta: {
      symbol,
      interval: '1day',
      currency: 'USD',
      exchange_timezone: 'America/New_York',
      exchange: 'NASDAQ',
      mic_code: 'XNGS',
      type: 'Common Stock',
    },
    values: days.map((datetime) => ({
      datetime,
      open: '100.0000',
      high: '102.5000',
      low: '99.1000',
      close: '101.2500',
      volume: '1000',
    })),
    status: 'ok',
  };
  change(part);
  return part as unknown as Json;
}

export interface Series {
  meta: Json;
  values: Json[];
  status: string;
}

/** The weekdays of the range that was asked for, both ends included. */
export function weekdaysAsked(query: URLSearchParams): string[] {
  const days: string[] = [];
  const end = Date.parse(query.get('end_date') ?? '');
  for (let at = Date.parse(query.get('start_date') ?? ''); at <= end; at += 86_400_000) {
    const day = new Date(at);
    if (day.getUTCDay() % 6 > 0) days.push(day.toISOString().slice(0, 10));
  }
  return days;
}

/** A good answer for every symbol, unless `parts` says otherwise of one. */
export function good(parts: Readonly<Record<string, (days: string[]) => Json>> = {}): Reply {
  return ({ query, symbols, response }) => {
    const days = weekdaysAsked(query).slice(-Number(query.get('outputsize')));
    const part = (symbol: string): Json => (parts[symbol] ?? ((all) => series(symbol, all)))(days);
    const [only] = symbols;
    const body =
      symbols.length === 1 && only ? part(only) : Object.fromEntries(symbols.map((each) => [each, part(each)]));
    send(response, 200, body);
  };
}

/** Every series spoilt in the same way. */
export function spoilt(change: (part: Series) => unknown): Reply {
  return (exchange) =>
    good(Object.fromEntries(exchange.symbols.map((symbol) => [symbol, (days) => series(symbol, days, change)])))(
      exchange,
    );
}

export function vendorError(code: number, message: string): Json {
  return { code, message, status: 'error' };
}

export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A reply of any status, type and text. */
export function raw(status: number, text: string, headers: Record<string, string> = {}): Reply {
  return ({ response }) => void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(text);
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return ({ response }) => send(response, status, body, headers);
}
