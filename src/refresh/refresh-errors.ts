import { FailureCategory, ProviderError } from '../market-data';
import { AppError, ErrorCode, toAppError } from '../platform/errors';
import { RunFailedError } from '../runs';
import { shortList } from '../platform/utils/short-list';
import { Fetched, MissingAsset } from './fetch.service';
import { missingOutcome, neverFoundOutcome } from './refresh-report';

const STOPPED = 'The service was stopped while prices were fetched; nothing has been stored.';

/** Failures of a vendor with a code of their own; the code of the others is `upstream-failed`. */
const CODES: Partial<Record<FailureCategory | 'no_prices', ErrorCode>> = {
  timeout: 'upstream-timeout',
  circuit_open: 'upstream-circuit-open',
};

/** Some assets could not be fetched, and the request does not allow that. Nothing is stored. */
export class IncompleteRefreshError extends RunFailedError {
  /** @param count the number of assets that the refresh asked for */
  constructor({ missing, neverFound }: Pick<Fetched, 'missing' | 'neverFound'>, count: number) {
    const symbols = missing.map(({ symbol }) => symbol);
    const categories = [...new Set(missing.map(({ category }) => category))];
    super(
      codeOf(missing),
      `${missing.length} of ${count} assets could not be fetched: ${shortList(symbols)} (${categories.join(', ')})`,
      [...missing.map(missingOutcome), ...neverFound.map(neverFoundOutcome)],
    );
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
