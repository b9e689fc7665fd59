import { createServer, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

export interface WebhookReceiver {
  readonly url: string;
  /** Bodies that were taken, parsed, oldest first. */
  readonly messages: Record<string, unknown>[];
  /** Requests that were refused. */
  readonly refused: number;
  /** Answers those who wait, and from now on; below 300 the body is taken. */
  answerWith(status: number): void;
  /** From now on requests get no answer, until `answerWith`. */
  hang(): void;
  close(): Promise<void>;
}

/** Where alerts are posted to. */
export async function startWebhookReceiver(path = '/hook'): Promise<WebhookReceiver> {
  let status: number | undefined = 204;
  let refused = 0;
  const messages: Record<string, unknown>[] = [];
  const waiting: (() => void)[] = [];
  const answer = (response: ServerResponse, body: string): void => {
    if (response.destroyed) return;
    if (status === undefined) return void waiting.push(() => answer(response, body));
    if (status < 300) messages.push(JSON.parse(body) as Record<string, unknown>);
    else refused++;
    response.writeHead(status).end();
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => answer(response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    messages,
    get refused() {
      return refused;
    },
    answerWith: (next) => {
      status = next;
      for (const tell of waiting.splice(0)) tell();
    },
    hang: () => void (status = undefined),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
