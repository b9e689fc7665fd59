import { AppError, FieldError } from './app-error';
import { ErrorCategory, ErrorCode, catalogue } from './catalogue';

/** The body of every error, RFC 9457, media type `application/problem+json`. */
export interface Problem {
  /** Path of the page of this service that explains the error. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Path of the request, without its query. */
  readonly instance: string;
  readonly code: ErrorCode;
  readonly category: ErrorCategory;
  readonly requestId: string;
  readonly errors: readonly FieldError[];
  /** Outside production only. */
  readonly cause?: string;
}

export interface ProblemContext {
  readonly requestId: string;
  readonly path: string;
  readonly showCause: boolean;
}

export function problemOf(error: AppError, { requestId, path, showCause }: ProblemContext): Problem {
  const { status, title, category } = catalogue[error.code];
  const { code, detail, errors } = error;
  const cause = showCause && error.cause !== undefined ? { cause: describe(error.cause) } : {};
  return {
    type: `/errors/${code}`,
    title,
    status,
    detail,
    instance: path,
    code,
    category,
    requestId,
    errors,
    ...cause,
  };
}

/** In seconds. Undefined when a retry would not help. */
export function retryAfterOf(error: AppError): number | undefined {
  const { retryAfterSeconds }: { retryAfterSeconds?: number } = catalogue[error.code];
  return error.retryAfterSeconds ?? retryAfterSeconds;
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
