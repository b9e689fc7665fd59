export { currentRequestId, openRequestContext, runInContext } from './request-context';
export { RequestContextModule } from './request-context.module';
export { requestIdOf, traceParentOf } from './request-id';
