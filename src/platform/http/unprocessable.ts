import { ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { AppError } from '../errors';

const UNPROCESSABLE = 'http:unprocessable';

/**
 * What is wrong in this DTO is answered with 422: its routes have a contract that is older than this service, and says
 * so. Everywhere else it is 400.
 */
export function Unprocessable(): ClassDecorator {
  return (target) => Reflect.defineMetadata(UNPROCESSABLE, true, target);
}

/** On the routes that take such a DTO: their line in the OpenAPI document. */
export function AnswersUnprocessable(): ClassDecorator & MethodDecorator {
  return ApiUnprocessableEntityResponse({ description: 'A value is not valid; `errors` names each' });
}

/** The error as the contract of its DTO wants it. */
export function asItsContractSays(error: unknown, dto: object | undefined): unknown {
  const older = dto !== undefined && Reflect.getMetadata(UNPROCESSABLE, dto) === true;
  if (!older || !(error instanceof AppError) || error.code !== 'validation-failed') return error;
  return new AppError('unprocessable', error.detail, { errors: error.errors });
}
