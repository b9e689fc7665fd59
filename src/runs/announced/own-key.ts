import { AppError } from '../../platform/errors';
import { Requester } from '../run';

/** An idempotency key is its requester's own: names have no space, keys neither. */
export function ownKey({ name }: Requester, key: string): string {
  return `${name} ${key}`;
}

/** The key repeats an answer, and this would be another one. */
export function keyTaken(): AppError {
  return new AppError('unprocessable', 'This Idempotency-Key was sent before with another request.');
}
