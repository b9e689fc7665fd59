import { randomUUID } from 'node:crypto';
import { IncomingMessage, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from 'pino';
import { AppError, problemOf } from '../errors';
import { PROBLEM_TYPE, sendProblem } from './problem.filter';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Whether it has passed the hooks that come before its body is read, among them the one that counts it. */
  admitted: boolean;
  /** What became of its body meanwhile. */
  fault?: AppError;
}

type Answer = (error: AppError, request: FastifyRequest, reply: FastifyReply) => void;

const exchanges = new WeakMap<Socket | IncomingMessage, Exchange>();

/** Remembers which request each connection is busy with. */
export function rememberExchanges(server: FastifyInstance): void {
  server.addHook('onRequest', ({ raw }, reply, done) => {
    const exchange = { request: reply.request, reply, admitted: false };
    exchanges.set(raw, exchange).set(raw.socket, exchange);
    done();
  });
  server.addHook('preParsing', ({ raw }, reply, _body, done) => {
    const exchange = exchanges.get(raw);
    if (exchange) exchange.admitted = true;
    if (exchange?.fault) void reply.header('Connection', 'close');
    done(exchange?.fault);
  });
}

/**
 * Answers the request whose body on this connection cannot be read. An answer under way, or one that is still being
 * made, is no place for another one: the connection is broken off. False: the connection is not busy with a request.
 */
function failExchange(socket: Socket, error: AppError, answer: Answer): boolean {
  const exchange = exchanges.get(socket);
  if (exchange?.reply.raw.writableFinished !== false) return false;
  const { request, reply, admitted } = exchange;
  if (request.raw.complete || reply.sent) socket.destroy();
  else if (!admitted) exchange.fault = error;
  else answer(error, request, reply.header('Connection', 'close'));
  return true;
}

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

/** This is no proxy. Node would drop a CONNECT without a word, because it is no request that could be answered. */
export function refuseTunnels({ server }: FastifyInstance, logger: Logger): void {
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    const error = new AppError('method-not-allowed', 'CONNECT is not allowed here; allowed: GET, HEAD.');
    refuseConnection(socket, error, logger, 'CONNECT', ['Allow: GET, HEAD']);
  });
}
