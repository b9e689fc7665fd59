import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiForbiddenResponse, ApiSecurity, ApiUnauthorizedResponse } from '@nestjs/swagger';
/** Scopes of an API key beyond reading: changing data, starting refreshes, reading what operators read. */
export type RouteScope = 'write' | 'refresh' | 'ops';

/**
 * Who may use a route. `public`: everyone; credentials are ignored. `read`: everyone, or identified requesters only, by
 * READ_ACCESS. `user`: a person who signed in. `administrator`: administrators. A scope: administrators, and keys that
 * have it.
 */
export type AccessRule = 'public' | 'read' | 'user' | 'administrator' | RouteScope;

export const ACCESS = 'access-rules';

/** Requires one of the rules on this route, or on all routes of this controller. */
export function Access(...rules: readonly [AccessRule, ...AccessRule[]]): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(ACCESS, rules), ...(rules.includes('public') ? [] : described(rules)));
}

function described(rules: readonly AccessRule[]): (ClassDecorator & MethodDecorator)[] {
  return [
    ApiSecurity('bearer'),
    // A person signs in: neither a key nor the administrator's token is one.
    ...(rules.every((rule) => rule === 'user') ? [] : [ApiSecurity('api-key'), ApiSecurity('admin-token')]),
    ApiUnauthorizedResponse({ description: 'Missing or invalid credentials' }),
    ApiForbiddenResponse({ description: `Needs: ${rules.join(' or ')}` }),
  ];
}
