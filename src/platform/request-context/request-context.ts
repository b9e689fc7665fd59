import { Module } from '@nestjs/common';
import { FastifyInstance } from 'fastify';
import { CLS_ID, ClsServiceManager, ClsModule } from 'nestjs-cls';

/**
 * Opens the context of each request once its body is read: the body's events run outside of what was opened before.
 * A hook, because a middleware or an interceptor costs several times as much.
 */
export function openRequestContext(server: FastifyInstance): void {
  server.addHook('preValidation', (request, _reply, done) => runInContext(request.id, done));
}

/** Runs `work` in a new context with this id, that of a request or a job. */
export function runInContext<Result>(id: string, work: () => Result): Result {
  return ClsServiceManager.getClsService().runWith({ [CLS_ID]: id }, work);
}

/** Runs work of the service itself. Its id has a colon, which no `X-Request-ID` of a client may have. */
export function runInServiceContext<Result>(name: string, work: () => Result): Result {
  return runInContext(`service:${name}`, work);
}

/** The id of the current request or job. */
export function currentRequestId(): string | undefined {
  return ClsServiceManager.getClsService().getId();
}

/** The context that follows a request (and a job) through its calls. `openRequestContext` opens it for a request. */
@Module({ imports: [ClsModule.forRoot({ global: true, middleware: { mount: false } })] })
export class RequestContextModule {}
