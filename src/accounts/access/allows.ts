import { AccessRule } from '../../platform/access';
import { Identity } from './identity';

/** Whether the rule lets in who sends the request, where reading is for the signed in. */
export function allows(rule: AccessRule, identity: Identity): boolean {
  if (rule === 'public') return true;
  if (rule === 'user') return identity.kind === 'user';
  if (isAdministrator(identity)) return true;
  if (rule === 'administrator') return false;
  if (identity.kind === 'key') return identity.scopes.includes(rule);
  return rule === 'read' && identity.kind === 'user';
}

/** By role, by key or by the administrator's token. */
function isAdministrator(identity: Identity): boolean {
  if (identity.kind === 'user') return identity.role === 'admin';
  if (identity.kind === 'key') return identity.scopes.includes('admin');
  return identity.kind === 'administrator';
}
