import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';

export interface GoogleKeys {
  /** Where the keys are served. */
  readonly url: string;
  /** An ID token with these claims over those of a good one. */
  token(claims?: Record<string, unknown>): string;
  /** The same, signed with another key under the id of this one. */
  forged(claims?: Record<string, unknown>): string;
  /** From now on the keys are not to be had. */
  fail(): void;
  close(): Promise<void>;
}

export const GOOGLE_CLIENT_ID = 'web-app.apps.googleusercontent.com';

/** The half of Google that a verifier sees: its public keys, over real HTTP. */
export async function startGoogleKeys(): Promise<GoogleKeys> {
  const [own, foreign] = [rsa(), rsa()];
  let failing = false;
  const server = createServer((_request, response) => {
    response.writeHead(failing ? 404 : 200, { 'content-type': 'application/json', 'cache-control': 'max-age=600' });
    response.end(JSON.stringify({ key1: own.publicKey }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/certs`,
    token: (claims) => signed(own.privateKey, claims),
    forged: (claims) => signed(foreign.privateKey, claims),
    fail: () => void (failing = true),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function rsa(): { publicKey: string; privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function signed(privateKey: string, claims: Record<string, unknown> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    ...{ iss: 'https://accounts.google.com', aud: GOOGLE_CLIENT_ID, iat: now - 10, exp: now + 3_600 },
    ...{ sub: '1001', email: 'Ada@Example.org', email_verified: true, name: 'Ada' },
    ...claims,
  };
  const parts = [{ alg: 'RS256', kid: 'key1', typ: 'JWT' }, payload];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}
