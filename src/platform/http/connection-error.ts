import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { Logger } from 'pino';
import { AppError, problemOf } from '../errors';
import { failExchange } from './open-exchanges';
import { PROBLEM_TYPE, sendProblem } from './send-problem';

interface ConnectionError extends Error {
  readonly code?: string;
}

/**
 * Answers what cannot be read as HTTP: bytes that are none, headers without end, a client that is too slow. Where it is
 * the body of a request that is known already, the answer is that of the request, with its id and all its headers.
 */
export function answerConnectionError(
  logger: Logger,
  showCause: boolean,
): (error: ConnectionError, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const meaning = meaningOf(error);
    const known = failExchange(socket, meaning, (fault, request, reply) =>
      sendProblem(fault, request, reply, showCause),
    );
    if (!known) refuseConnection(socket, meaning, logger, error.code);
  };
}

/** Answers a connection on which no request has been read, and ends it. */
export function refuseConnection(
  socket: Socket,
  error: AppError,
  logger: Logger,
  reason: string | undefined,
  headers: readonly string[] = [],
): void {
  const requestId = randomUUID();
  const problem = problemOf(error, { requestId, path: '', showCause: false });
  const { status, code } = problem;
  logger.info({ requestId, status, code, reason, client: socket.remoteAddress }, 'connection refused');
  if (socket.writable)
    socket.write(rawAnswer(status, [`X-Request-ID: ${requestId}`, ...headers], JSON.stringify(problem)));
  socket.destroySoon();
}

function meaningOf(error: ConnectionError): AppError {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AppError('request-timeout', 'The request did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      return new AppError('headers-too-large', 'The headers are longer than 16 KiB.');
    default:
      return new AppError('malformed-request', 'This is not a valid HTTP request.');
  }
}

function rawAnswer(status: number, headers: readonly string[], body: string): string {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    ...headers,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
