import { AppError } from '../../platform/errors';

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
  const sure = typeof confidence === 'string' && PLAIN_DECIMAL.test(confidence) ? Number(confidence) : confidence;
  if (!isReason(reason) || typeof sure !== 'number') throw unreadable(reason, sure);
  if (!(sure >= 0 && sure <= 1)) {
    const detail = 'Confidence must be between 0 and 1';
    throw new AppError('validation-failed', detail, { errors: [{ pointer: '/confidence', detail }] });
  }
  return { fields: adjustments ?? fields, proposal: { reason, confidence: sure } };
}

function isReason(value: unknown): value is string {
  const fits = typeof value === 'string' && value !== '' && value.length <= MOST_CHARACTERS;
  return fits && !/[\p{Cc}\p{Cs}]/u.test(value);
}

/** Names all that is wrong at once. */
function unreadable(reason: unknown, confidence: unknown): AppError {
  const errors = [
    { pointer: '/reason', detail: `reason must be text of 1 to ${MOST_CHARACTERS} characters`, fits: isReason(reason) },
    { pointer: '/confidence', detail: 'confidence must be a number, 0 to 1', fits: typeof confidence === 'number' },
  ].filter(({ fits }) => !fits);
  return new AppError('unprocessable', errors.map(({ detail }) => detail).join('; '), {
    errors: errors.map(({ pointer, detail }) => ({ pointer, detail })),
  });
}

function entriesOf(value: unknown): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new AppError('unprocessable', 'The body must be an object of strategy fields.');
}
