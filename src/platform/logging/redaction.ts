/** Paths whose values never reach a log, wherever an object is logged. */
const SECRET_NAMES = [
  'authorization',
  'Authorization',
  '["x-admin-token"]',
  '["X-Admin-Token"]',
  '["x-api-key"]',
  'cookie',
  '["set-cookie"]',
  'password',
  'apiKey',
  'apikey',
  'token',
  'secret',
];

export const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => {
  const dotted = name.startsWith('[') ? name : `.${name}`;
  return [dotted.replace(/^\./, ''), `*${dotted}`, `*.*${dotted}`];
});

const CREDENTIALS_IN_URL = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]*@/gi;
const SECRET_IN_TEXT = /\b(apikey|api_key|token|access_token|password|secret)=[^\s&"']+/gi;
const BEARER = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;

/** Free text without the secrets that drivers and vendors like to put into their messages. */
export function redactText(text: string): string {
  return text.replace(CREDENTIALS_IN_URL, '$1***@').replace(SECRET_IN_TEXT, '$1=***').replace(BEARER, '$1 ***');
}
