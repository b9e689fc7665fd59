import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors';

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
export function failExchange(socket: Socket, error: AppError, answer: Answer): boolean {
  const exchange = exchanges.get(socket);
  if (exchange?.reply.raw.writableFinished !== false) return false;
  const { request, reply, admitted } = exchange;
  if (request.raw.complete || reply.sent) socket.destroy();
  else if (!admitted) exchange.fault = error;
  else answer(error, request, reply.header('Connection', 'close'));
  return true;
}
