import { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, ErrorCategory, catalogue } from '../errors';

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
