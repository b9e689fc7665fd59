import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiForbiddenResponse, ApiSecurity, ApiUnauthorizedResponse } from '@nestjs/swagger';
/** What an API key may be granted beyond reading: changing data, starting refreshes, seeing the inside. */
export type RouteScope = 'write' | 'refresh' | 'ops';

/**
 * Who may use a route. `public`: everybody, and no credential is looked at. `read`: market data, open to everybody or
 * to the signed in as READ_ACCESS says. `user`: a person who is signed in. `administrator`: nobody else. A scope: an
 * administrator, and keys that have it.
 */
export type AccessRule = 'public' | 'read' | 'user' | 'administrator' | RouteScope;

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
