import { AppError } from '../../platform/errors';
import { AdjustmentBody } from './adjustment.body';

/** An adjustment that a machine proposes: fields of the strategy, why, and how sure it is, 0 to 1. */
export interface Adjustment {
  readonly fields: object;
  readonly proposal: { readonly reason: string; readonly confidence: number };
}

/** @throws AppError `validation-failed` for a confidence out of its bounds: all else that is wrong is `unprocessable` */
export function adjustmentOf({ reason, confidence, adjustments, ...fields }: AdjustmentBody): Adjustment {
  if (!(confidence >= 0 && confidence <= 1)) {
    const detail = 'Confidence must be between 0 and 1';
    throw new AppError('validation-failed', detail, { errors: [{ pointer: '/confidence', detail }] });
  }
  return { fields: adjustments ?? fields, proposal: { reason, confidence } };
}
