import { FastifyInstance } from 'fastify';
import { Level, Logger } from 'pino';
import { catalogue } from '../errors';
import { Answer, onAnswer } from './answer';

/** One line a request. Its level is the catalogue's, so that `error` means that a person must act. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  onAnswer(server, (answer) => {
    const level = levelOf(answer);
    if (logger.isLevelEnabled(level))
      logger[level](lineOf(answer), answer.brokenOff ? 'answer broken off' : 'answered');
  });
}

function levelOf({ failure, brokenOff }: Answer): Level {
  if (failure) return catalogue[failure.code].logLevel;
  return brokenOff ? 'warn' : 'info';
}

function lineOf({ request, route, status, milliseconds, failure, category }: Answer): object {
  const line = {
    requestId: request.id,
    method: request.method,
    route,
    status,
    ms: Math.round(milliseconds * 100) / 100,
    client: request.ip,
  };
  if (!failure) return line;
  const { logLevel } = catalogue[failure.code];
  const cause = logLevel === 'info' ? {} : { err: failure.cause ?? failure };
  return { ...line, category, code: failure.code, detail: failure.detail, ...cause };
}
