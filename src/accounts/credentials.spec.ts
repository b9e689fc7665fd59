import { credentialsOf } from './credentials';

it.each([
  [{}, { kind: 'none' }],
  [{ 'x-admin-token': '', 'x-api-key': '' }, { kind: 'none' }],
  [{ authorization: 'Basic dXNlcjpwYXNz' }, { kind: 'none' }],
  [{ authorization: 'Bearer' }, { kind: 'none' }],
  [{ authorization: 'Bearer a b' }, { kind: 'none' }],
  [{ authorization: 'bearer eyJ.a.b' }, { kind: 'access-token', token: 'eyJ.a.b' }],
  [{ authorization: 'Bearer aix_00000000_x' }, { kind: 'key', key: 'aix_00000000_x' }],
  [{ 'x-api-key': 'anything' }, { kind: 'key', key: 'anything' }],
  [
    { 'x-api-key': 'k', authorization: 'Bearer eyJ.a.b' },
    { kind: 'key', key: 'k' },
  ],
  [
    { 'x-admin-token': 't', 'x-api-key': 'k' },
    { kind: 'administrator-token', token: 't' },
  ],
])('reads %j as %j', (headers, credentials) => {
  expect(credentialsOf(headers)).toEqual(credentials);
});
