import { AppError } from './app-error';
import { fromDatabaseError } from './database-error';
import { INTERNAL_DETAIL, fromFrameworkError } from './framework-error';

const TRANSLATIONS = [
  (error: unknown): AppError | undefined => (error instanceof AppError ? error : undefined),
  fromFrameworkError,
  fromDatabaseError,
];

/** Whatever was thrown, as an error of the catalogue; what nobody knows is `internal`. */
export function toAppError(error: unknown): AppError {
  for (const translate of TRANSLATIONS) {
    const known = translate(error);
    if (known) return known;
  }
  return new AppError('internal', INTERNAL_DETAIL, { cause: error });
}
