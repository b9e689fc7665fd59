import { applyDecorators } from '@nestjs/common';
import { ApiSchema } from '@nestjs/swagger';

const OTHER_FIELDS = 'http:other-fields';

const SCHEMA = { description: 'Fields that it does not name are no error', additionalProperties: true };

/**
 * On a DTO whose older clients send back whatever they were given: fields that it does not name pass, unchecked and as
 * they came. Everywhere else they are refused. Because nothing in such a DTO has to be there, its body has.
 */
export function TakesOtherFields(): ClassDecorator {
  return applyDecorators(ApiSchema(SCHEMA), (target: object) => Reflect.defineMetadata(OTHER_FIELDS, true, target));
}

export function takesOtherFields(dto: object | undefined): boolean {
  return dto !== undefined && Reflect.getOwnMetadata(OTHER_FIELDS, dto) === true;
}
