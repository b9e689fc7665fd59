import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { FastifyInstance } from 'fastify';
import { Logger } from 'pino';
import { AppError } from '../errors';
import { refuseConnection } from './connection-error';

/** This is no proxy. Node would drop a CONNECT without a word, because it is no request that could be answered. */
export function refuseTunnels({ server }: FastifyInstance, logger: Logger): void {
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    const error = new AppError('method-not-allowed', 'CONNECT is not allowed here; allowed: GET, HEAD.');
    refuseConnection(socket, error, logger, 'CONNECT', ['Allow: GET, HEAD']);
  });
}
