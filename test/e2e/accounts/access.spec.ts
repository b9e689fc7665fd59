import { JwtService } from '@nestjs/jwt';
import { ApiKeysService, KEY_SCOPES, KeyScope, UsersService } from '../../../src/accounts';
import { AccessTokens } from '../../../src/accounts/sign-in/access-tokens';
import { SessionsService } from '../../../src/accounts/sign-in/sessions.service';
import { runInContext } from '../../../src/platform/request-context';
import { ORIGIN } from '../../support/accounts';
import { ADMIN_TOKEN } from '../../support/app';
import { rowsOf } from '../../support/rows';
import { ACCESS_RULES } from './access-rules';
import { GuardedApp, guardedApp } from './guarded-app';

type Headers = Record<string, string>;

/** The rules that let each one in; the last word says what the others get. */
const EXPECTED = {
  anonymous: 'public, else 401',
  'a user': 'public read user, else 403',
  'a user who is an administrator': 'public read user administrator write refresh ops, else 403',
  "the administrator's token": 'public read administrator write refresh ops, else 403',
  'a key to read': 'public read, else 403',
  'a key to write': 'public write, else 403',
  'a key to refresh': 'public refresh, else 403',
  'a key to ops': 'public ops, else 403',
  'a key to admin': 'public read administrator write refresh ops, else 403',
  'a revoked key': 'public, else 401',
  'a key with another secret': 'public, else 401',
  'an expired token': 'public, else 401',
  'a token of a deleted user': 'public, else 401',
  'a token of a session that was ended': 'public, else 401',
  'a token of a user who is disabled': 'public, else 401',
  'a tampered token': 'public, else 401',
  'a token of an administrator whose signature is left out': 'public, else 401',
  'a token of an administrator under another key': 'public, else 401',
  'a wrong token of an administrator': 'public, else 401',
} as const;

type Who = keyof typeof EXPECTED;

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

/** A request of each kind, made by the services that make them in life. */
async function headersOf({ app, database }: GuardedApp): Promise<Record<Who, Headers>> {
  const [users, sessions, keys] = [app.get(UsersService), app.get(SessionsService), app.get(ApiKeysService)];
  const key = async (scope: KeyScope): Promise<{ key: string; prefix: string }> =>
    keys.create({ name: scope, scopes: [scope] }, 'test');
  const signedIn = async (name: string): Promise<{ id: number; token: string }> => {
    const user = await users.create(`${name}@example.org`, 'no hash', null);
    return { id: user.id, token: (await sessions.open(user, ORIGIN)).accessToken };
  };
  const [user, admin, deleted, ended, disabled] = [
    ...[await signedIn('user'), await signedIn('admin'), await signedIn('deleted')],
    ...[await signedIn('ended'), await signedIn('disabled')],
  ];
  await rowsOf(database.url, `update users set role = 'admin' where id = $1`, [admin?.id]);
  await rowsOf(database.url, `delete from users where id = $1`, [deleted?.id]);
  await sessions.revokeAllOf(ended?.id ?? 0);
  await users.update(disabled?.id ?? 0, { disabled: true }, 'test');
  const { sessionId } = app.get(AccessTokens).read(user?.token ?? '') ?? {};
  const expired = app.get(JwtService).sign({ sid: sessionId }, { subject: String(user?.id), expiresIn: -1 });
  const [, claims = ''] = (admin?.token ?? '').split('.');
  const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const revoked = await key('admin');
  await keys.revoke(revoked.prefix, 'test');
  const scoped = Object.fromEntries(
    await Promise.all(KEY_SCOPES.map(async (scope) => [`a key to ${scope}`, { 'x-api-key': (await key(scope)).key }])),
  ) as Record<`a key to ${KeyScope}`, Headers>;
  return {
    ...scoped,
    anonymous: {},
    'a user': bearer(user?.token ?? ''),
    'a user who is an administrator': bearer(admin?.token ?? ''),
    "the administrator's token": { 'x-admin-token': ADMIN_TOKEN },
    'a revoked key': bearer(revoked.key),
    'a key with another secret': { 'x-api-key': `${(await key('admin')).prefix}_${'A'.repeat(43)}` },
    'an expired token': bearer(expired),
    'a token of a deleted user': bearer(deleted?.token ?? ''),
    'a token of a session that was ended': bearer(ended?.token ?? ''),
    'a token of a user who is disabled': bearer(disabled?.token ?? ''),
    'a token of an administrator whose signature is left out': bearer(`${encoded({ alg: 'none' })}.${claims}.`),
    'a token of an administrator under another key': bearer(
      new JwtService({ secret: 'x'.repeat(32) }).sign(
        JSON.parse(Buffer.from(claims, 'base64url').toString()) as object,
      ),
    ),
    'a tampered token': bearer((admin?.token ?? '').replace(/.{4}$/, 'AAAA')),
    'a wrong token of an administrator': { 'x-admin-token': `${ADMIN_TOKEN}x` },
  };
}

function expectedOf(who: Who, rules: string): string {
  const [allowed = '', otherwise = ''] = EXPECTED[who].split(', else ');
  return rules.split(' ').some((rule) => allowed.split(' ').includes(rule)) ? 'let in' : otherwise;
}

describe.each(['authenticated', 'public'] as const)('where reading is %s', (readAccess) => {
  let guarded: GuardedApp;
  let headers: Record<Who, Headers>;
  let address = 0;

  beforeAll(async () => {
    guarded = await guardedApp(readAccess);
    headers = await runInContext('access', () => headersOf(guarded));
  });

  afterAll(() => guarded.close());

  const answer = async (route: string, who: Who): Promise<string> => {
    const [method = '', path = ''] = route.split(' ');
    const { statusCode } = await guarded.app.inject({
      method: method as 'GET',
      url: path.replace(/:\w+/g, '1').replace('*', '1'),
      // Whose turn it is by address is not asked here.
      headers: { ...headers[who], 'x-forwarded-for': `10.0.${address >> 8}.${address++ & 255}` },
    });
    return [401, 403, 429].includes(statusCode) ? String(statusCode) : 'let in';
  };

  it('every route of the router has a rule in the table, and the table has no other', () => {
    expect(guarded.routes).toEqual(Object.keys(ACCESS_RULES).sort());
  });

  it.each(Object.keys(EXPECTED) as Who[])('%s is let in where the table says, and nowhere else', async (who) => {
    const found: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const [route, rules] of Object.entries(ACCESS_RULES)) {
      found[route] = await answer(route, who);
      const open = readAccess === 'public' && rules.split(' ').includes('read');
      expected[route] = open ? 'let in' : expectedOf(who, rules);
    }
    expect(found).toEqual(expected);
  });
});
