/** An HTTP client of one service, one method a line of a test. */
export interface Sender {
  (method: string, path: string, headers?: Record<string, string>, body?: unknown): Promise<Response>;
}

export function senderTo(url: string): Sender {
  return (method, path, headers = {}, body = undefined) =>
    fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}
