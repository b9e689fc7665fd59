import { ArgumentsHost, Catch, ExceptionFilter } from '@nestjs/common';
import { FastifyReply, FastifyRequest } from 'fastify';
import { catalogue, problemOf, retryAfterOf, toAppError } from '../errors';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Sends the problem body. A response that has begun is aborted instead, so that the client notices. */
export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply, showCause: boolean): void {
  const error = toAppError(thrown);
  request.failure = error;
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  removeBodyHeaders(reply);
  const problem = problemOf(error, { requestId: request.id, path: pathOf(request.originalUrl), showCause });
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) void reply.header('Retry-After', Math.ceil(retryAfter));
  if (problem.status === catalogue.unauthenticated.status) void reply.header('WWW-Authenticate', 'Bearer');
  void reply
    .status(problem.status)
    .header('Cache-Control', 'no-store')
    .header('Content-Type', PROBLEM_TYPE)
    .send(JSON.stringify(problem));
}

/** Removes the headers of the body that was intended. A stream that failed at once has left them in both places. */
function removeBodyHeaders(reply: FastifyReply): void {
  for (const name of ['content-encoding', 'content-length', 'content-disposition', 'etag']) {
    void reply.removeHeader(name);
    reply.raw.removeHeader(name);
  }
}

/** Without the query, which may hold a secret. */
function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}

/** Responds to every error. `toAppError` and the catalogue decide the status and the code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly showCause: boolean) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.showCause);
  }
}
