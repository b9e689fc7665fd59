import { FastifyRequest, LogController } from 'fastify';
import { toAppError } from '../errors';

/** Keeps Fastify's own lines out of the log, and what a stream died of in the one line of its request. */
export class OneLineLogController extends LogController {
  constructor() {
    super({ disableRequestLogging: true });
  }

  override streamError(error: Error, request: FastifyRequest): void {
    const clientLeft = Reflect.get(error, 'code') === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!clientLeft) request.failure = toAppError(error);
  }
}
