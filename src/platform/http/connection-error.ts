import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { Logger } from 'pino';
import { AppError, problemOf } from '../errors';
import { PROBLEM_TYPE } from './send-problem';

interface ConnectionError extends Error {
  readonly code?: string;
}

/** Answers what never became a request: bytes that are no HTTP, headers without end, a client that is too slow. */
export function answerConnectionError(logger: Logger): (error: ConnectionError, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const requestId = randomUUID();
    const problem = problemOf(meaningOf(error), { requestId, path: '', showCause: false });
    logger.info({ requestId, status: problem.status, code: problem.code, reason: error.code }, 'connection refused');
    if (socket.writable) socket.write(rawAnswer(problem.status, requestId, JSON.stringify(problem)));
    socket.destroySoon();
  };
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

function rawAnswer(status: number, requestId: string, body: string): string {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-ID: ${requestId}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
