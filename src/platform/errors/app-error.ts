import { ErrorCode } from './catalogue';

/** One fault of the input: `pointer` names the field, as in `/symbols` or `/prices/3/close`. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** A response names no more faults than this, whatever was sent. */
export const MAX_ERRORS = 20;

/** An error of the catalogue. Clients see its `detail`, and in production never its `cause`. */
export class AppError extends Error {
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    options: { cause?: unknown; errors?: readonly FieldError[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'AppError';
    this.errors = (options.errors ?? []).slice(0, MAX_ERRORS);
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The `code` of an error of Node or of a driver, as `ENOENT` or a SQLSTATE; undefined when it has none. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}
