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

const SCHEMA = { description: 'Other fields are accepted, unchecked', additionalProperties: true };

/**
 * Accepts fields that the DTO does not name, unchecked and unchanged, for older clients that send back what they
 * received. Other DTOs reject them. Such a DTO has no required field, so its body is required.
 */
export function TakesOtherFields(): ClassDecorator {
  return applyDecorators(ApiSchema(SCHEMA), (target: object) => Reflect.defineMetadata(OTHER_FIELDS, true, target));
}

function takesOtherFields(dto: object | undefined): boolean {
  return dto !== undefined && Reflect.getOwnMetadata(OTHER_FIELDS, dto) === true;
}

const UNPROCESSABLE = 'http:unprocessable';

/**
 * Faults in this DTO give 422 instead of 400: the contract of its routes is older than this service, and says so.
 */
export function Unprocessable(): ClassDecorator {
  return (target) => Reflect.defineMetadata(UNPROCESSABLE, true, target);
}

/** Documents the 422 of a route that takes such a DTO. */
export function AnswersUnprocessable(): ClassDecorator & MethodDecorator {
  return ApiUnprocessableEntityResponse({ description: 'A value is not valid; `errors` names each' });
}

/** 422 for the DTOs marked `@Unprocessable()`. */
function withStatusOf(error: unknown, dto: object | undefined): unknown {
  const older = dto !== undefined && Reflect.getMetadata(UNPROCESSABLE, dto) === true;
  if (!older || !(error instanceof AppError) || error.code !== 'validation-failed') return error;
  return new AppError('unprocessable', error.detail, { errors: error.errors });
}

/** Whether arrays and objects are nested more than `levels` deep. Looks no deeper than that. */
function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isNestedDeeper(part, levels - 1));
}

const MAX_ERRORS = 20;
/** Bodies here have three levels; class-transformer overflows the stack at some thousands, which 20 kB can hold. */
const MAX_LEVELS = 32;

/**
 * Checks every query, path and body against its DTO. Unknown fields are rejected; only the DTO's decorators convert
 * values, because implicit conversion turns `active=banana` into true.
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

/** The faults of an object that was put together from checked parts, by the rules of its DTO. */
export function faultsOf(dto: object): FieldError[] {
  return validateSync(dto).flatMap((error) => fieldErrors(error, ''));
}

/** A body may be omitted when all its fields may. Nest would accept null as an omitted body, and a list as an object. */
const NO_OBJECT: FieldError = { pointer: '', detail: 'the body must be an object' };
const TOO_DEEP: FieldError = { pointer: '', detail: `the body is nested more than ${MAX_LEVELS} levels deep` };

/** Also rejects `?constructor=1`, which class-transformer drops silently because every object has a constructor. */
class StrictValidationPipe extends ValidationPipe {
  private readonly open = new ValidationPipe({ ...OPTIONS, whitelist: false, forbidNonWhitelisted: false });

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (isNestedDeeper(value, MAX_LEVELS)) throw validationFailed([TOO_DEEP]);
    try {
      return await this.check(value, metadata);
    } catch (error) {
      throw withStatusOf(error, metadata.metatype);
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
  const shown = errors.slice(0, MAX_ERRORS);
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

/** A reference token of RFC 6901. */
function escaped(property: string): string {
  return printable(property).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The client's text, cut and without control characters. */
function printable(property: string): string {
  return property.replace(/[\p{Cc}\p{Cs}]/gu, '?').slice(0, 64);
}
