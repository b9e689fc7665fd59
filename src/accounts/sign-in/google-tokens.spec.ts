import { GOOGLE_CLIENT_ID, GoogleKeys, startGoogleKeys } from '../../../test/support/google';
import { AppConfig } from '../../platform/config';
import { GoogleTokens } from './google-tokens';

const mockLoad = jest.fn<unknown, []>();
jest.mock('google-auth-library', () => mockLoad());

let google: GoogleKeys;
beforeAll(async () => void (google = await startGoogleKeys()));
afterAll(() => google.close());

const tokensOf = (): GoogleTokens =>
  new GoogleTokens(
    AppConfig.fromEnvironment({ GOOGLE_CLIENT_ID, GOOGLE_CERTIFICATES_URL: google.url, DATABASE_URL: 'postgres://x' }),
  );

it('loads the library again after a failed load', async () => {
  const tokens = tokensOf();
  mockLoad.mockImplementationOnce(() => {
    throw new Error('too many open files');
  });
  mockLoad.mockImplementation(() => jest.requireActual('google-auth-library'));
  await expect(tokens.verify(google.token())).rejects.toThrow('too many open files');
  await expect(tokens.verify(google.token())).resolves.toMatchObject({ subject: '1001', email: 'ada@example.org' });
});

it.each([
  ['of gmail.com', { email: 'ada@gmail.com' }, true],
  ['of a domain of Google Workspace', { email: 'ada@example.org', hd: 'example.org' }, true],
  ['of another domain', { email: 'ada@example.org' }, false],
  ['of a domain that ends alike', { email: 'ada@notgmail.com' }, false],
])('says who is the authority for an e-mail %s', async (_which, claims, isAuthoritative) => {
  expect(await tokensOf().verify(google.token(claims))).toMatchObject({ isAuthoritative });
});

it('requires the nonce that the page has sent, and no other', async () => {
  const [tokens, token] = [tokensOf(), google.token({ nonce: 'n-1' })];
  expect(await tokens.verify(token, 'n-1')).toMatchObject({ subject: '1001' });
  expect(await tokens.verify(token)).toMatchObject({ subject: '1001' });
  await expect(tokens.verify(token, 'n-2')).rejects.toMatchObject({ code: 'invalid-credentials' });
  await expect(tokens.verify(google.token(), 'n-1')).rejects.toMatchObject({ code: 'invalid-credentials' });
});
