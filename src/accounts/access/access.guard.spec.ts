import { AccessRule } from '../../platform/access';
import { KeyScope, ANONYMOUS, Identity } from '../identity';
import { allows } from './access.guard';
const key = (...scopes: KeyScope[]): Identity => ({ kind: 'key', prefix: 'aix_00000000', scopes });
const user: Identity = { kind: 'user', id: 1, role: 'user', sessionId: 's' };
const RULES: readonly AccessRule[] = ['public', 'read', 'user', 'administrator', 'write', 'refresh', 'ops'];

it.each<[string, Identity, string]>([
  ['an anonymous sender', ANONYMOUS, 'public'],
  ['a user', user, 'public read user'],
  ['a user who is an administrator', { ...user, role: 'admin' }, 'public read user administrator write refresh ops'],
  ["the administrator's token", { kind: 'administrator' }, 'public read administrator write refresh ops'],
  ['a key with scope read', key('read'), 'public read'],
  ['a key with scope write', key('write'), 'public write'],
  ['a key with scope refresh', key('refresh'), 'public refresh'],
  ['a key with scope ops', key('ops'), 'public ops'],
  ['a key with two scopes', key('read', 'ops'), 'public read ops'],
  ['a key with scope admin', key('admin'), 'public read administrator write refresh ops'],
])('%s passes these rules and no others', (_who, identity, expected) => {
  expect(RULES.filter((rule) => allows(rule, identity)).join(' ')).toBe(expected);
});
