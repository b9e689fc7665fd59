import {
  applyDecorators,
  ArgumentMetadata,
  ValidationError,
  ValidationPipe,
  ValidationPipeOptions,
} from '@nestjs/common';
import { ApiSchema, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { validateSync } from 'class-validator';
import { AppError, FieldError } from '../errors';

const OTHER_FIELDS = 'http:other-fields';

const SCHEMA = { description: 'Fields that it does not name are no error', additionalProperties: true };

/**
 * On a DTO whose older clients send back whatever they were given: fields that it does not name pass, unchecked and as
 * they came. Everywhere else they are refused. Because nothing in such a DTO has to be there, its body has.
 */
export function TakesOtherFields(): ClassDecorator {
  return applyDecorators(ApiSchema(SCHEMA), (target: object) => Reflect.defineMetadata(OTHER_FIELDS, true, target));
}

function takesOtherFields(dto: object | undefined): boolean {
  return dto !== undefined && Reflect.getOwnMetadata(OTHER_FIELDS, dto) === true;
}

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
function asItsContractSays(error: unknown, dto: object | undefined): unknown {
  const older = dto !== undefined && Reflect.getMetadata(UNPROCESSABLE, dto) === true;
  if (!older || !(error instanceof AppError) || error.code !== 'validation-failed') return error;
  return new AppError('unprocessable', error.detail, { errors: error.errors });
}

/** Whether arrays and objects are nested in each other more than `most` levels deep. Looks no deeper than that. */
function isNestedDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((part) => isNestedDeeper(part, most - 1));
}

const MOST_ERRORS = 20;
/** Bodies here have three levels; class-transformer overflows the stack at some thousands, which 20 kB can hold. */
const MOST_LEVELS = 32;

/**
 * Checks every query, path and body against its DTO: what the DTO does not name is refused, and nothing is converted
 * but by the decorators of the DTO (implicit conversion turns `active=banana` into true).
 */
export function validationPipe(): ValidationPipe {
  return new StrictValidationPipe(OPTIONS);
}

const OPTIONS: ValidationPipeOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  transform: true,
  transformOptions: { enableImplicitConversion: false },
  validateCustomDecorators: true,
  validationError: { target: false, value: false },
  exceptionFactory: (errors) => validationFailed(errors.flatMap((error) => fieldErrors(error, ''))),
};

/** What the rules of its DTO say against an object that was put together of checked parts. */
export function faultsOf(dto: object): FieldError[] {
  return validateSync(dto).flatMap((error) => fieldErrors(error, ''));
}

/** Left out, a body may be where all its fields may be; Nest takes null for that too, and a list for an object of nothing. */
const NO_OBJECT: FieldError = { pointer: '', detail: 'the body must be an object' };
const TOO_DEEP: FieldError = { pointer: '', detail: `the body is nested more than ${MOST_LEVELS} levels deep` };

/** class-transformer drops `?constructor=1` silently, because every object has a constructor; here it is unknown. */
class StrictValidationPipe extends ValidationPipe {
  private readonly open = new ValidationPipe({ ...OPTIONS, whitelist: false, forbidNonWhitelisted: false });

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (isNestedDeeper(value, MOST_LEVELS)) throw validationFailed([TOO_DEEP]);
    try {
      return await this.check(value, metadata);
    } catch (error) {
      throw asItsContractSays(error, metadata.metatype);
    }
  }

  private async check(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const open = takesOtherFields(metadata.metatype);
    const absent = value === undefined && !(open && metadata.type === 'body');
    if (!absent && !isObject(value) && this.toValidate(metadata)) throw validationFailed([NO_OBJECT]);
    const inherited = Object.keys(value ?? {}).filter((name) => name in Object.prototype);
    if (inherited.length > 0) throw validationFailed(inherited.map(unknownField));
    return (await (open ? this.open.transform(value, metadata) : super.transform(value, metadata))) as unknown;
  }
}

export function validationFailed(errors: readonly FieldError[]): AppError {
  const shown = errors.slice(0, MOST_ERRORS);
  return new AppError('validation-failed', shown.map(({ detail }) => detail).join('; '), { errors: shown });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownField(name: string): FieldError {
  return { pointer: `/${escaped(name)}`, detail: `${printable(name)} is not known here` };
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const pointer = `${parent}/${escaped(error.property)}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, detail]) => ({
    pointer,
    detail: rule === 'whitelistValidation' ? unknownField(error.property).detail : detail,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, pointer))];
}

/** As RFC 6901 wants it. */
function escaped(property: string): string {
  return printable(property).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The name of an unknown field is the client's text: cut, and without control characters. */
function printable(property: string): string {
  return property.replace(/[\p{Cc}\p{Cs}]/gu, '?').slice(0, 64);
}
