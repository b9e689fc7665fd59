import {
  applyDecorators,
  ArgumentMetadata,
  ValidationError,
  ValidationPipe,
  ValidationPipeOptions,
} from '@nestjs/common';
import { ApiSchema, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { ClassConstructor, ClassTransformOptions, instanceToPlain, plainToInstance } from 'class-transformer';
import { ARRAY_MAX_SIZE, getMetadataStorage, validateSync, ValidationTypes } from 'class-validator';
import { AppError, FieldError, MAX_ERRORS } from '../errors';

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

/** Bodies here have three levels; class-transformer overflows the stack at some thousands, which 20 kB can hold. */
const MAX_LEVELS = 32;
/** Fields of an object that is checked by a DTO. class-transformer compares each of them with all others. */
const MAX_FIELDS = 100;
/** Fields and elements of a whole body. The largest index has 5,000 constituents, each with a weight. */
const MAX_VALUES = 20_000;

/**
 * Checks every query, path and body against its DTO. Unknown fields are rejected; only the DTO's decorators convert
 * values, because implicit conversion turns `active=banana` into true.
 */
export function validationPipe(): ValidationPipe {
  return new StrictValidationPipe(OPTIONS);
}

type TransformerPackage = NonNullable<ValidationPipeOptions['transformerPackage']>;

/**
 * Keeps objects that have no DTO of their own, and lists of objects, away from class-transformer. It would only copy
 * them, in a time that grows with the square of their fields.
 */
const TRANSFORMER: TransformerPackage = {
  classToPlain: instanceToPlain,
  plainToInstance: <Dto>(dto: ClassConstructor<Dto>, value: unknown, options?: ClassTransformOptions): Dto | Dto[] => {
    if (!isObject(value)) return plainToInstance(dto, value, options);
    const { nested } = fieldsOf(dto);
    const isKept = ([name, part]: [string, unknown]): boolean =>
      !nested.has(name) && (Array.isArray(part) ? part.some(isObjectOrList) : isObject(part));
    const entries = Object.entries(value);
    const others = Object.fromEntries(entries.filter((entry) => !isKept(entry)));
    const instance = plainToInstance(dto, others, options);
    for (const [name, part] of entries.filter(isKept)) Reflect.set(Object(instance), name, part);
    return instance;
  },
};

function isObjectOrList(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const OPTIONS: ValidationPipeOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  transform: true,
  // Nest keeps one for all pipes: the last one that any pipe was given.
  transformerPackage: TRANSFORMER,
  transformOptions: { enableImplicitConversion: false },
  validateCustomDecorators: true,
  validationError: { target: false, value: false },
  exceptionFactory: (errors) => validationFailed(errors.flatMap((error) => fieldErrors(error, ''))),
};

/** The faults of an object that was put together from checked parts, by the rules of its DTO. */
export function faultsOf(dto: object): FieldError[] {
  return validateSync(dto).flatMap((error) => fieldErrors(error, ''));
}

/** What the decorators of a DTO say about the size of its fields. */
interface DtoFields {
  readonly names: ReadonlySet<string>;
  readonly maxItems: ReadonlyMap<string, number>;
  /** Fields whose objects have a DTO of their own. */
  readonly nested: ReadonlySet<string>;
}

const FIELDS = new WeakMap<object, DtoFields>();

function fieldsOf(dto: new () => unknown): DtoFields {
  const known = FIELDS.get(dto);
  if (known !== undefined) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const fields: DtoFields = {
    names: new Set(rules.map(({ propertyName }) => propertyName)),
    maxItems: new Map(
      rules
        .filter(({ name }) => name === ARRAY_MAX_SIZE)
        .map(({ propertyName, constraints }): [string, number] => [propertyName, Number(constraints[0])]),
    ),
    nested: new Set(
      rules.filter(({ type }) => type === ValidationTypes.NESTED_VALIDATION).map(({ propertyName }) => propertyName),
    ),
  };
  FIELDS.set(dto, fields);
  return fields;
}

/**
 * Counts fields and elements before anything else looks at them, so that the work on a body stays in proportion to its
 * bytes. Cuts off a list that is too long behind the first element too many, which is enough to reject it.
 */
function assertBounded(value: object, dto: new () => unknown): void {
  const { names, maxItems, nested } = fieldsOf(dto);
  const sent = Object.keys(value);
  if (sent.length > MAX_FIELDS) {
    const unknown = takesOtherFields(dto) ? [] : sent.filter((name) => !names.has(name));
    throw validationFailed(unknown.length > 0 ? firstOf(unknown).map(unknownField) : [tooManyFields('')]);
  }
  for (const name of sent) {
    const part: unknown = Reflect.get(value, name);
    const max = maxItems.get(name) ?? (nested.has(name) ? 0 : undefined);
    if (max !== undefined && Array.isArray(part) && part.length > max) part.length = max + 1;
    if (nested.has(name) && isObject(part) && Object.keys(part).length > MAX_FIELDS) {
      throw validationFailed([tooManyFields(name)]);
    }
  }
}

function tooManyFields(name: string): FieldError {
  const pointer = name === '' ? '' : `/${escaped(name)}`;
  return { pointer, detail: `${name || 'the body'} has more than ${MAX_FIELDS} fields` };
}

/** Stops at the first level or value too many. */
function assertCountable(value: unknown): void {
  let values = 0;
  const count = (part: unknown, levels: number): void => {
    if (typeof part !== 'object' || part === null) return;
    if (levels === 0) throw validationFailed([TOO_DEEP]);
    const parts: unknown[] = Object.values(part);
    values += parts.length;
    if (values > MAX_VALUES) throw validationFailed([TOO_MANY]);
    for (const inner of parts) count(inner, levels - 1);
  };
  count(value, MAX_LEVELS);
}

/** A body may be omitted when all its fields may. Nest would accept null as an omitted body, and a list as an object. */
const NO_OBJECT: FieldError = { pointer: '', detail: 'the body must be an object' };
const TOO_DEEP: FieldError = { pointer: '', detail: `the body is nested more than ${MAX_LEVELS} levels deep` };
const TOO_MANY: FieldError = {
  pointer: '',
  detail: `the body has more than ${MAX_VALUES.toLocaleString('en-US')} fields and elements`,
};

/** Also rejects `?constructor=1`, which class-transformer drops silently because every object has a constructor. */
class StrictValidationPipe extends ValidationPipe {
  private readonly open = new ValidationPipe({ ...OPTIONS, whitelist: false, forbidNonWhitelisted: false });

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      if (isObject(value) && metadata.metatype && this.toValidate(metadata)) assertBounded(value, metadata.metatype);
    } catch (error) {
      throw withStatusOf(error, metadata.metatype);
    }
    // Outside: what is nested too deep is a 400 on every route.
    assertCountable(value);
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
  const shown = firstOf(errors);
  return new AppError('validation-failed', shown.map(({ detail }) => detail).join('; '), { errors: shown });
}

function firstOf<Item>(items: readonly Item[]): readonly Item[] {
  return items.slice(0, MAX_ERRORS);
}

function isObject(value: unknown): value is Record<string, unknown> {
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
