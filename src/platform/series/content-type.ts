import { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { AppError } from '../errors';

export const JSON_TYPE = 'application/json';
export const CSV_TYPE = 'text/csv';
export const NDJSON_TYPE = 'application/x-ndjson';

/** In order of our own preference. */
const OFFERED = [JSON_TYPE, CSV_TYPE, NDJSON_TYPE];

/** Whether the client wants the whole series as a stream rather than pages of it. */
export function prefersStream(request: FastifyRequest): boolean {
  const preferred = new Negotiator(request).mediaType(OFFERED);
  return preferred !== undefined && preferred !== JSON_TYPE;
}

/** The type that the client likes best by its `Accept`. @throws AppError `not-acceptable` */
export function preferredType(request: FastifyRequest): string {
  const preferred = new Negotiator(request).mediaType(OFFERED);
  if (preferred === undefined) throw new AppError('not-acceptable', `This is available as ${OFFERED.join(', ')}.`);
  return preferred;
}
