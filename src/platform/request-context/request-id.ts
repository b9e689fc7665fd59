import { randomUUID } from 'node:crypto';
import { IncomingHttpHeaders } from 'node:http';

const GIVEN = /^[A-Za-z0-9._-]{1,64}$/;
const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The id of a request: a valid `X-Request-ID`, else the trace id of a valid W3C `traceparent`, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && GIVEN.test(given)) return given;
  const parent = headers.traceparent;
  const trace = typeof parent === 'string' ? TRACE_PARENT.exec(parent)?.[1] : undefined;
  return trace ?? randomUUID();
}
