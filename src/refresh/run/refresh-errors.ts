import { FailureCategory, ProviderError } from '../../market-data';
import { AppError, ErrorCode, toAppError } from '../../platform/errors';
import { MissingAsset } from '../fetch/fetched';

const NAMED = 20;

const STOPPED = 'The service was stopped while prices were fetched; nothing has been stored.';

/** What the catalogue tells apart; any other failure of a vendor is `upstream-failed`. */
const CODES: Partial<Record<FailureCategory | 'no_prices', ErrorCode>> = {
  timeout: 'upstream-timeout',
  circuit_open: 'upstream-circuit-open',
};

/** Some assets could not be fetched, and nobody said that this is allowed. */
export class IncompleteRefreshError extends AppError {
  constructor(readonly missing: readonly MissingAsset[]) {
    const named = missing.slice(0, NAMED).map(({ symbol, category, message }) => `${symbol} (${category}: ${message})`);
    const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
    super(codeOf(missing), `No prices of ${named.join(', ')}${more}; nothing has been stored.`);
    this.name = 'IncompleteRefreshError';
  }
}

/** One for all of them, if they agree. */
function codeOf([first, ...others]: readonly MissingAsset[]): ErrorCode {
  const agree = first !== undefined && others.every(({ category }) => category === first.category);
  return (agree ? CODES[first.category] : undefined) ?? 'upstream-failed';
}

/** Why a refresh failed, as an error of the catalogue. */
export function refreshError(error: unknown): AppError {
  if (!(error instanceof ProviderError)) return toAppError(error);
  const { category, retryAfterSeconds } = error;
  // Nobody but a service that leaves gives a vendor up.
  if (category === 'aborted') return new AppError('internal', STOPPED, { cause: error });
  return new AppError(CODES[category] ?? 'upstream-failed', `${error.provider}: ${category}: ${error.message}`, {
    cause: error,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
