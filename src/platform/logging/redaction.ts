const CENSOR = '***';
/** Of a field, a header or a parameter, whatever it is part of: `x-admin-token`, `refreshToken`, `client_secret`. */
const SECRET_NAME = /(authorization|cookies?|password|passphrase|secret|token|api[-_]?key|credentials?)$/i;
/** Logged objects are small; what lies deeper is no business of a log. */
const MOST_LEVELS = 6;

const CREDENTIALS_IN_URL = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]*@/gi;
const SECRET_IN_TEXT = /([\w.-]*(?:password|secret|token|api[-_]?key)|[?&](?:key|sig|signature|auth))=[^\s&"'#]+/gi;
const SECRET_IN_JSON =
  /("[\w.-]*(?:authorization|cookie|password|secret|token|api[-_]?key)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
const SECRET_HEADER = /\b((?:set-)?cookie|x-api-key)\s*:\s*[^\n]+/gi;
const BEARER = /\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi;
/** A JSON Web Token, and an API key of this service behind the part by which it is known. */
const KNOWN_FORMS = /\beyJ[\w-]+\.[\w-]+\.[\w-]*|(?<=\baix_[0-9a-f]{8}_)[\w-]+/g;

/** What each of the above needs; most texts have nothing of it, and this is asked of every line. */
const SUSPICIOUS = /[=@"]|cookie|x-api-key|bearer|basic|eyJ|aix_/i;

/** Free text without the secrets that drivers and vendors like to put into their messages. */
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

/** A copy of what is logged, without the values of fields whose names say that they are secret, and with clean texts. */
export function redactFields(fields: Readonly<Record<string, unknown>>, levels = MOST_LEVELS): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, SECRET_NAME.test(name) ? CENSOR : redactValue(value, levels)]),
  );
}

function redactValue(value: unknown, levels: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  // An error is described, and redacted, by the serializer; a Date and the like by what it makes of itself.
  if (value instanceof Error || 'toJSON' in value) return value;
  if (levels === 0) return '...';
  if (Array.isArray(value)) return value.map((part: unknown) => redactValue(part, levels - 1));
  return redactFields({ ...value }, levels - 1);
}
