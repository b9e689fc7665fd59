import { isEmail } from 'class-validator';
import { field, FieldOptions } from '../../platform/http';

const MAX_LENGTH = 254;

const REQUIREMENT = 'must be an e-mail address';

/** ASCII, because two spellings of Unicode look alike. Without quotes, which allow any text before the @. */
const FORM = { allow_utf8_local_part: false, blacklisted_chars: '"' };

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]+$/.test(value) && value.length <= MAX_LENGTH && isEmail(value, FORM);
}

/** The form in which an e-mail is stored and compared: lower case. Undefined for anything but an e-mail address. */
export function normalEmail(value: unknown): string | undefined {
  return isAddress(value) ? value.toLowerCase() : undefined;
}

/** A field of a body or query that must be an e-mail address. */
export function EmailField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'email',
      requirement: REQUIREMENT,
      accepts: isAddress,
      schema: { type: 'string', format: 'email' },
    },
    { example: 'ada@example.org', ...options },
  );
}
