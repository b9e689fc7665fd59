import { ProviderError } from '../../market-data';
import { AppError, ErrorCode, toAppError } from '../../platform/errors';
import { MissingAsset } from '../fetch/fetched';

const NAMED = 20;

/** Some assets could not be fetched, and nobody said that this is allowed. */
export class IncompleteRefreshError extends AppError {
  constructor(readonly missing: readonly MissingAsset[]) {
    const named = missing.slice(0, NAMED).map(({ symbol, category, message }) => `${symbol} (${category}: ${message})`);
    const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
    const code = missing.every(({ category }) => category === 'timeout') ? 'upstream-timeout' : 'upstream-failed';
    super(code, `No prices of ${named.join(', ')}${more}; nothing has been stored.`);
    this.name = 'IncompleteRefreshError';
  }
}

const CODES: Partial<Record<ProviderError['category'], ErrorCode>> = { timeout: 'upstream-timeout' };

/** Why a refresh failed, as an error of the catalogue. */
export function refreshError(error: unknown): AppError {
  if (!(error instanceof ProviderError)) return toAppError(error);
  const code = CODES[error.category] ?? 'upstream-failed';
  return new AppError(code, `${error.provider}: ${error.category}: ${error.message}`, { cause: error });
}
