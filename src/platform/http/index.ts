export { configureHttp } from './configure-http';
export { CurrencyCode, isCurrencyCode } from './currency';
export { ErrorPagesModule } from './error-pages';
export {
  BodyDecimal,
  BodyInteger,
  DecimalText,
  field,
  FieldOptions,
  NotBefore,
  QueryBoolean,
  QueryDay,
  QueryEnum,
  QueryInstant,
  QueryInteger,
  QueryList,
  QueryPattern,
  QueryText,
  UniqueItems,
  VisibleHeader,
} from './fields';
export { FinishedResponse, onFinishedResponse, serverOf } from './finished-response';
export { createHttpAdapter } from './http-adapter';
export { IdPageQuery, mapPage, Page, PageOf, readPage } from './page';
export { PROBLEM_TYPE, sendProblem } from './problem.filter';
export { BodyAndQuery, BodyOptional, LargeBody } from './request-body';
export {
  Content,
  negotiatedType,
  preferredType,
  sendContent,
  sendEvents,
  sendNoMoreEvents,
  sendNotModified,
} from './responder';
export {
  AnswersUnprocessable,
  faultsOf,
  TakesOtherFields,
  Unprocessable,
  validationFailed,
  validationPipe,
} from './validation.pipe';
