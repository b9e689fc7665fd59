import { HttpAdapterHost } from '@nestjs/core';
import { FastifyInstance, FastifyReply, FastifyRequest, LogController } from 'fastify';
import { Level, Logger } from 'pino';
import { AppError, ErrorCategory, catalogue, toAppError } from '../errors';

declare module 'fastify' {
  interface FastifyRequest {
    /** The error this request was answered with. */
    failure: AppError | null;
  }
}

/** What is known of a request when it is over. */
export interface Answer {
  readonly request: FastifyRequest;
  /** Template of the route, as `/api/v1/assets/:symbol`; `unknown` where none matched. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly failure: AppError | null;
  readonly category: ErrorCategory | 'none';
  /** The connection ended before the whole answer was out: the client left, or a stream failed. */
  readonly brokenOff: boolean;
}

type Listener = (answer: Answer) => void;

const listenersOf = new WeakMap<FastifyInstance, Listener[]>();

/**
 * Calls `listener` once for each request, also for one whose answer never got out; never in a process without a server,
 * as a command is.
 */
export function onAnswer(server: FastifyInstance | undefined, listener: Listener): void {
  if (server === undefined) return;
  const known = listenersOf.get(server);
  if (known) known.push(listener);
  else watch(server, [listener]);
}

/** Fastify's onResponse is silent about answers that were broken off, so both events of the answer are heard. */
function watch(server: FastifyInstance, listeners: Listener[]): void {
  listenersOf.set(server, listeners);
  server.addHook('onRequest', (request, reply, done) => {
    let told = false;
    const tell = (brokenOff: boolean): void => {
      if (told) return;
      told = true;
      const answer = answerOf(request, reply, brokenOff);
      listeners.forEach((listener) => listener(answer));
    };
    reply.raw.once('finish', () => tell(false));
    reply.raw.once('close', () => tell(true));
    done();
  });
}

function answerOf(request: FastifyRequest, reply: FastifyReply, brokenOff: boolean): Answer {
  const { failure } = request;
  return {
    request,
    route: routeOf(request),
    status: reply.statusCode,
    milliseconds: reply.elapsedTime,
    failure,
    category: failure ? catalogue[failure.code].category : 'none',
    brokenOff,
  };
}

function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
}

/** The server that hooks are put on; undefined in a process without one, as a command is. */
export function serverOf({ httpAdapter }: Pick<HttpAdapterHost, 'httpAdapter'>): FastifyInstance | undefined {
  return (httpAdapter as HttpAdapterHost['httpAdapter'] | null)?.getInstance<FastifyInstance>();
}

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

/** Keeps Fastify's own lines out of the log, and what a stream died of in the one line of its request. */
export class OneLineLogController extends LogController {
  constructor() {
    super({ disableRequestLogging: true });
  }

  override streamError(error: Error, request: FastifyRequest): void {
    const clientLeft = Reflect.get(error, 'code') === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!clientLeft) request.failure = toAppError(error);
  }
}
