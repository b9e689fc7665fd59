import { AppError, ErrorCode } from '../../platform/errors';

const MOST_CHARACTERS = 500;
const PLAIN_DECIMAL = /^-?\d{1,15}(\.\d{1,17})?$/;

/** An adjustment that a machine proposes: fields of the strategy, why, and how sure it is. */
export interface Adjustment {
  readonly fields: unknown;
  readonly proposal: { readonly reason: string; readonly confidence: number };
}

/**
 * Reads `reason` and `confidence` from the query or from the body, and the fields from the body or its `adjustments`:
 * clients send both. @throws AppError `unprocessable`; `validation-failed` for a confidence that is out of its bounds
 */
export function adjustmentOf(query: unknown, body: unknown): Adjustment {
  const { reason, confidence, adjustments, ...fields } = { ...entriesOf(body), ...entriesOf(query) };
  if (
    typeof reason !== 'string' ||
    reason === '' ||
    reason.length > MOST_CHARACTERS ||
    /[\p{Cc}\p{Cs}]/u.test(reason)
  ) {
    throw fault('/reason', `reason must be text of 1 to ${MOST_CHARACTERS} characters`);
  }
  const sure = typeof confidence === 'string' && PLAIN_DECIMAL.test(confidence) ? Number(confidence) : confidence;
  if (typeof sure !== 'number') throw fault('/confidence', 'confidence must be a number, 0 to 1');
  if (!(sure >= 0 && sure <= 1)) throw fault('/confidence', 'Confidence must be between 0 and 1', 'validation-failed');
  return { fields: adjustments ?? fields, proposal: { reason, confidence: sure } };
}

function entriesOf(value: unknown): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new AppError('unprocessable', 'The body must be an object of strategy fields.');
}

function fault(pointer: string, detail: string, code: ErrorCode = 'unprocessable'): AppError {
  return new AppError(code, detail, { errors: [{ pointer, detail }] });
}
