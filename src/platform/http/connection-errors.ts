import { randomUUID } from 'node:crypto';
import { IncomingMessage, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from 'pino';
import { AppError, problemOf } from '../errors';
import { PROBLEM_TYPE, sendProblem } from './problem.filter';

interface OpenRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** It passed the hooks before its body is read, among them the rate limit. */
  admitted: boolean;
  /** The error of its body, when that came before it was admitted. */
  failure?: AppError;
}

type Respond = (error: AppError, request: FastifyRequest, reply: FastifyReply) => void;

const openRequests = new WeakMap<Socket | IncomingMessage, OpenRequest>();

/** Records which request each connection carries. */
export function trackOpenRequests(server: FastifyInstance): void {
  server.addHook('onRequest', ({ raw }, reply, done) => {
    const open = { request: reply.request, reply, admitted: false };
    openRequests.set(raw, open).set(raw.socket, open);
    done();
  });
  server.addHook('preParsing', ({ raw }, reply, _body, done) => {
    const open = openRequests.get(raw);
    if (open) open.admitted = true;
    if (open?.failure) void reply.header('Connection', 'close');
    done(open?.failure);
  });
}

/**
 * Responds to the request whose body on this connection cannot be read. Destroys the connection when a response is
 * under way already. False: the connection carries no request.
 */
function failOpenRequest(socket: Socket, error: AppError, respond: Respond): boolean {
  const open = openRequests.get(socket);
  if (open?.reply.raw.writableFinished !== false) return false;
  const { request, reply, admitted } = open;
  if (request.raw.complete || reply.sent) socket.destroy();
  else if (!admitted) open.failure = error;
  else respond(error, request, reply.header('Connection', 'close'));
  return true;
}

interface ConnectionError extends Error {
  readonly code?: string;
}

/**
 * Responds to what is not HTTP: unreadable bytes, headers without end, a client that is too slow. When it happens in the
 * body of an open request, the response has the id and the headers of that request.
 */
export function respondToConnectionErrors(
  logger: Logger,
  showCause: boolean,
): (error: ConnectionError, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const problem = appErrorOf(error);
    const carriedRequest = failOpenRequest(socket, problem, (failure, request, reply) =>
      sendProblem(failure, request, reply, showCause),
    );
    if (!carriedRequest) refuseConnection(socket, problem, logger, error.code);
  };
}

/** Responds on a connection on which no request was read, and closes it. */
function refuseConnection(
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
    socket.write(rawResponse(status, [`X-Request-ID: ${requestId}`, ...headers], JSON.stringify(problem)));
  socket.destroySoon();
}

function appErrorOf(error: ConnectionError): AppError {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AppError('request-timeout', 'The request did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      return new AppError('headers-too-large', 'The headers are longer than 16 KiB.');
    default:
      return new AppError('malformed-request', 'This is not a valid HTTP request.');
  }
}

function rawResponse(status: number, headers: readonly string[], body: string): string {
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

/** Responds to CONNECT, because Node closes the connection without a response. */
export function refuseTunnels({ server }: FastifyInstance, logger: Logger): void {
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    const error = new AppError('method-not-allowed', 'CONNECT is not allowed here; allowed: GET, HEAD.');
    refuseConnection(socket, error, logger, 'CONNECT', ['Allow: GET, HEAD']);
  });
}
