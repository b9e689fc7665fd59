import { randomUUID } from 'node:crypto';
import { IncomingHttpHeaders } from 'node:http';

const GIVEN = /^[A-Za-z0-9._-]{1,64}$/;
const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** What a W3C `traceparent` says: the trace, the caller's part of it, and whether the trace is recorded. */
interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Undefined where there is none, or one that is not valid. */
export function traceParentOf({ traceparent }: IncomingHttpHeaders): TraceParent | undefined {
  const [, traceId, spanId, flags = ''] = typeof traceparent === 'string' ? (TRACE_PARENT.exec(traceparent) ?? []) : [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The id of a request: a valid `X-Request-ID`, else the trace id of a valid W3C `traceparent`, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && GIVEN.test(given)) return given;
  return traceParentOf(headers)?.traceId ?? randomUUID();
}
