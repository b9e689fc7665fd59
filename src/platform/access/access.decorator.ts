import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiForbiddenResponse, ApiSecurity, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { AccessRule } from './access-rule';

export const ACCESS = 'access-rules';

/** Who may use this route, or all routes of this controller: whom one of the rules lets in. */
export function Access(...rules: readonly [AccessRule, ...AccessRule[]]): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(ACCESS, rules), ...(rules.includes('public') ? [] : described(rules)));
}

function described(rules: readonly AccessRule[]): (ClassDecorator & MethodDecorator)[] {
  return [
    ApiSecurity('bearer'),
    ApiSecurity('api-key'),
    ApiSecurity('admin-token'),
    ApiUnauthorizedResponse({ description: 'Nothing valid says who asks' }),
    ApiForbiddenResponse({ description: `Needs: ${rules.join(' or ')}` }),
  ];
}
