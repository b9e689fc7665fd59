export { AppError, codeOf, MAX_ERRORS } from './app-error';
export type { FieldError } from './app-error';
export { catalogue } from './catalogue';
export type { CatalogueEntry, ErrorCategory, ErrorCode } from './catalogue';
export * from './database-errors';
export { problemOf, retryAfterOf } from './problem';
export type { Problem, ProblemContext } from './problem';
export { toAppError } from './to-app-error';
