/** Printable ASCII before the @, a domain with a dot after it, 254 characters at most. */
export const EMAIL_PATTERN = /(?=.{3,254}$)[!-?A-~]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/;

export const EMAIL_FORM = 'must be an e-mail address';

const WHOLE = new RegExp(`^(?:${EMAIL_PATTERN.source})$`);

/** The form in which an e-mail is stored and compared: lower case. Undefined for text that is not an e-mail address. */
export function normalEmail(text: string): string | undefined {
  return WHOLE.test(text) ? text.toLowerCase() : undefined;
}
