const CENSOR = '***';
/** Matches the end of a name, as in `x-admin-token`, `refreshToken`, `client_secret`. */
const SECRET_NAME = /(authorization|cookies?|password|passphrase|secret|token|api[-_]?key|credentials?)$/i;
/** Deeper values are replaced by `...`. */
const MAX_DEPTH = 6;

const CREDENTIALS_IN_URL = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]*@/gi;
const SECRET_IN_TEXT = /([\w.-]*(?:password|secret|token|api[-_]?key)|[?&](?:key|sig|signature|auth))=[^\s&"'#]+/gi;
const SECRET_IN_JSON =
  /("[\w.-]*(?:authorization|cookie|password|secret|token|api[-_]?key)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
const SECRET_HEADER = /\b((?:set-)?cookie|x-api-key)\s*:\s*[^\n]+/gi;
const BEARER = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;
/** A JSON Web Token, and the secret part of an API key of this service. */
const KNOWN_FORMS = /\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=\baix_[0-9a-f]{8}_)[\w-]+/g;

/** A fast test that every pattern above implies. Most lines fail it. */
const SUSPICIOUS = /[=@"]|cookie|x-api-key|bearer|basic|eyJ|aix_/i;

/** Removes secrets from free text, such as error messages of drivers and vendors. */
export function redactText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  return text
    .replace(CREDENTIALS_IN_URL, `$1${CENSOR}@`)
    .replace(SECRET_IN_TEXT, `$1=${CENSOR}`)
    .replace(SECRET_IN_JSON, `$1"${CENSOR}"`)
    .replace(SECRET_HEADER, `$1: ${CENSOR}`)
    .replace(BEARER, `$1 ${CENSOR}`)
    .replace(KNOWN_FORMS, CENSOR);
}

/** Copies the logged fields, with the values of secret names replaced and all texts redacted. */
export function redactFields(fields: Readonly<Record<string, unknown>>, levels = MAX_DEPTH): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, SECRET_NAME.test(name) ? CENSOR : redactValue(value, levels)]),
  );
}

function redactValue(value: unknown, levels: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  // The serializer redacts errors. Dates and the like serialize themselves.
  if (value instanceof Error || 'toJSON' in value) return value;
  if (levels === 0) return '...';
  if (Array.isArray(value)) return value.map((part: unknown) => redactValue(part, levels - 1));
  return redactFields({ ...value }, levels - 1);
}
