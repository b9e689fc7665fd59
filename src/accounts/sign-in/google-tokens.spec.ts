import { GOOGLE_CLIENT_ID, GoogleKeys, startGoogleKeys } from '../../../test/support/google';
import { AppConfig } from '../../platform/config';
import { GoogleTokens } from './google-tokens';

const mockLoad = jest.fn<unknown, []>();
jest.mock('google-auth-library', () => mockLoad());

it('loads the library again after a failed load', async () => {
  const google: GoogleKeys = await startGoogleKeys();
  const tokens = new GoogleTokens(
    AppConfig.fromEnvironment({ GOOGLE_CLIENT_ID, GOOGLE_CERTIFICATES_URL: google.url, DATABASE_URL: 'postgres://x' }),
  );
  mockLoad.mockImplementationOnce(() => {
    throw new Error('too many open files');
  });
  mockLoad.mockImplementation(() => jest.requireActual('google-auth-library'));
  await expect(tokens.verify(google.token())).rejects.toThrow('too many open files');
  await expect(tokens.verify(google.token())).resolves.toMatchObject({ subject: '1001', email: 'ada@example.org' });
  await google.close();
});
