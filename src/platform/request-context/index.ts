export { currentRequestId, openRequestContext, runInContext, RequestContextModule } from './request-context';
export { requestIdOf, traceParentOf } from './request-id';
