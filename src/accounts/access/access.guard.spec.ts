import { AccessRule } from '../../platform/access';
import { KeyScope, ANONYMOUS, Identity } from '../identity';
import { allows } from './access.guard';
const key = (...scopes: KeyScope[]): Identity => ({ kind: 'key', prefix: 'aix_00000000', scopes });
const user: Identity = { kind: 'user', id: 1, role: 'user', sessionId: 's' };
const RULES: readonly AccessRule[] = ['public', 'read', 'user', 'administrator', 'write', 'refresh', 'ops'];

it.each<[string, Identity, string]>([
  ['nobody', ANONYMOUS, 'public'],
  ['a user', user, 'public read user'],
  ['a user who is an administrator', { ...user, role: 'admin' }, 'public read user administrator write refresh ops'],
  ["who knows the administrator's token", { kind: 'administrator' }, 'public read administrator write refresh ops'],
  ['a key that may read', key('read'), 'public read'],
  ['a key that may write', key('write'), 'public write'],
  ['a key that may refresh', key('refresh'), 'public refresh'],
  ['a key that sees the inside', key('ops'), 'public ops'],
  ['a key with two scopes', key('read', 'ops'), 'public read ops'],
  ['a key of an administrator', key('admin'), 'public read administrator write refresh ops'],
])('%s is let in where it should be and nowhere else', (_who, identity, expected) => {
  expect(RULES.filter((rule) => allows(rule, identity)).join(' ')).toBe(expected);
});
