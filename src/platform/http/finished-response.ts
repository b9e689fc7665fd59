import { HttpAdapterHost } from '@nestjs/core';
import { FastifyInstance, FastifyReply, FastifyRequest, LogController } from 'fastify';
import { Level, Logger } from 'pino';
import { Events } from '../utils/events';
import { AppError, ErrorCategory, catalogue, toAppError } from '../errors';

declare module 'fastify' {
  interface FastifyRequest {
    /** The error that this request ended in. */
    failure: AppError | null;
  }
}

/** A request whose response is finished or aborted. */
export interface FinishedResponse {
  readonly request: FastifyRequest;
  /** Template of the route, as `/api/v1/assets/:symbol`; `unknown` where none matched. */
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly failure: AppError | null;
  readonly category: ErrorCategory | 'none';
  /** The connection ended before the whole response was sent: the client left, or a stream failed. */
  readonly aborted: boolean;
}

type ResponseEvents = Events<FinishedResponse>;

const eventsOf = new WeakMap<FastifyInstance, ResponseEvents>();

/**
 * Calls `listener` once for each request, also when its response was aborted. Without a server, as in a command, it does
 * nothing.
 */
export function onFinishedResponse(
  server: FastifyInstance | undefined,
  listener: (response: FinishedResponse) => void,
): void {
  if (server === undefined) return;
  (eventsOf.get(server) ?? watch(server)).subscribe(listener);
}

/** Listens to two events, because Fastify's `onResponse` does not run for an aborted response. */
function watch(server: FastifyInstance): ResponseEvents {
  const events: ResponseEvents = new Events();
  eventsOf.set(server, events);
  server.addHook('onRequest', (request, reply, done) => {
    let ended = false;
    const end = (aborted: boolean): void => {
      if (ended) return;
      ended = true;
      events.emit(finishedResponse(request, reply, aborted));
    };
    reply.raw.once('finish', () => end(false));
    reply.raw.once('close', () => end(true));
    done();
  });
  return events;
}

function finishedResponse(request: FastifyRequest, reply: FastifyReply, aborted: boolean): FinishedResponse {
  const { failure } = request;
  return {
    request,
    route: routeOf(request),
    status: reply.statusCode,
    milliseconds: reply.elapsedTime,
    failure,
    category: failure ? catalogue[failure.code].category : 'none',
    aborted,
  };
}

function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
}

/** The Fastify server of the application. Undefined in a process without one, as in a command. */
export function serverOf({ httpAdapter }: Pick<HttpAdapterHost, 'httpAdapter'>): FastifyInstance | undefined {
  return (httpAdapter as HttpAdapterHost['httpAdapter'] | null)?.getInstance<FastifyInstance>();
}

/** Logs one line a request, at the level of the catalogue: `error` means that a person must act. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  onFinishedResponse(server, (response) => {
    const level = levelOf(response);
    if (logger.isLevelEnabled(level))
      logger[level](lineOf(response), response.aborted ? 'response aborted' : 'response sent');
  });
}

function levelOf({ failure, aborted }: FinishedResponse): Level {
  if (failure) return catalogue[failure.code].logLevel;
  return aborted ? 'warn' : 'info';
}

function lineOf({ request, route, status, milliseconds, failure, category }: FinishedResponse): object {
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

/** Turns Fastify's own lines off. The error of a stream goes into the one line of its request. */
export class OneLineLogController extends LogController {
  constructor() {
    super({ disableRequestLogging: true });
  }

  override streamError(error: Error, request: FastifyRequest): void {
    const clientLeft = Reflect.get(error, 'code') === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!clientLeft) request.failure = toAppError(error);
  }
}
