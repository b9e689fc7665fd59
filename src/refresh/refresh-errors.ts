import { FailureCategory, ProviderError } from '../market-data';
import { AppError, ErrorCode, toAppError } from '../platform/errors';
import { RunFailedError } from '../runs';
import { MissingAsset } from './fetch.service';
import { missingOutcome } from './refresh-report';

const MAX_NAMED = 20;

const STOPPED = 'The service was stopped while prices were fetched; nothing has been stored.';

/** Failures of a vendor with a code of their own; the code of the others is `upstream-failed`. */
const CODES: Partial<Record<FailureCategory | 'no_prices', ErrorCode>> = {
  timeout: 'upstream-timeout',
  circuit_open: 'upstream-circuit-open',
};

/** Some assets could not be fetched, and the request does not allow that. */
export class IncompleteRefreshError extends RunFailedError {
  constructor(missing: readonly MissingAsset[]) {
    const named = missing
      .slice(0, MAX_NAMED)
      .map(({ symbol, category, message }) => `${symbol} (${category}: ${message})`);
    const more = missing.length > MAX_NAMED ? ` and ${missing.length - MAX_NAMED} more` : '';
    const detail = `No prices of ${named.join(', ')}${more}; nothing has been stored.`;
    super(codeOf(missing), detail, missing.map(missingOutcome));
    this.name = 'IncompleteRefreshError';
  }
}

/** The code of their category, if all share one. */
function codeOf([first, ...others]: readonly MissingAsset[]): ErrorCode {
  const agree = first !== undefined && others.every(({ category }) => category === first.category);
  return (agree ? CODES[first.category] : undefined) ?? 'upstream-failed';
}

/** Why a refresh failed, as an error of the catalogue. */
export function refreshError(error: unknown): AppError {
  if (!(error instanceof ProviderError)) return toAppError(error);
  const { category, retryAfterSeconds } = error;
  // Only shutdown aborts a vendor call.
  if (category === 'aborted') return new AppError('internal', STOPPED, { cause: error });
  return new AppError(CODES[category] ?? 'upstream-failed', `${error.provider}: ${category}: ${error.message}`, {
    cause: error,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
