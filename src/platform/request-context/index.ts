export {
  currentRequestId,
  openRequestContext,
  runInContext,
  runInServiceContext,
  RequestContextModule,
} from './request-context';
export { requestIdOf, traceParentOf } from './request-id';
