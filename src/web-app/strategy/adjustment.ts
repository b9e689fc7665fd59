import { AppError } from '../../platform/errors';

const MOST_CHARACTERS = 500;
const PLAIN_DECIMAL = /^\d(\.\d{1,17})?$/;

/** An adjustment that a machine proposes: fields of the strategy, why, and how sure it is. */
export interface Adjustment {
  readonly fields: unknown;
  readonly proposal: { readonly reason: string; readonly confidence: number };
}

/**
 * Reads `reason` and `confidence` from the query or from the body, and the fields from the body or its `adjustments`:
 * clients send both. @throws AppError `validation-failed`
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
  if (typeof sure !== 'number' || !(sure >= 0 && sure <= 1)) {
    throw fault('/confidence', 'Confidence must be between 0 and 1');
  }
  return { fields: adjustments ?? fields, proposal: { reason, confidence: sure } };
}

function entriesOf(value: unknown): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new AppError('validation-failed', 'The body must be an object of strategy fields.');
}

function fault(pointer: string, detail: string): AppError {
  return new AppError('validation-failed', detail, { errors: [{ pointer, detail }] });
}
