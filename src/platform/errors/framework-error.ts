import { HttpException } from '@nestjs/common';
import { AppError } from './app-error';
import { ErrorCode, catalogue } from './catalogue';

const CODE_BY_STATUS = new Map<number, ErrorCode>([
  [400, 'malformed-request'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'method-not-allowed'],
  [406, 'not-acceptable'],
  [408, 'request-timeout'],
  [409, 'conflict'],
  [413, 'payload-too-large'],
  [415, 'unsupported-media-type'],
  [422, 'unprocessable'],
  [429, 'too-many-requests'],
  [431, 'headers-too-large'],
]);

/** Nest's HttpException, and Fastify's errors (which carry `statusCode`), by their status. */
export function fromFrameworkError(error: unknown): AppError | undefined {
  const status = statusOf(error);
  if (status === undefined || !(error instanceof Error)) return undefined;
  if (status >= 500) return new AppError('internal', INTERNAL_DETAIL, { cause: error });
  const code = CODE_BY_STATUS.get(status) ?? 'malformed-request';
  return new AppError(code, error.message || catalogue[code].title, { cause: error });
}

export const INTERNAL_DETAIL = 'The service failed. It is logged under the requestId.';

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !String(Reflect.get(error, 'code')).startsWith('FST_')) return undefined;
  const status: unknown = Reflect.get(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
}
