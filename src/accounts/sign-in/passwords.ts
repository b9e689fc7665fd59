import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

interface PasswordRule {
  /** What the rule requires; follows the word "password". */
  readonly wanted: string;
  readonly accepts: (password: string) => boolean;
}

const MIN_LENGTH = 8;
const MAX_LENGTH = 128;
const SEQUENCE_LENGTH = 6;
const SPECIAL = '!@#$%^&*(),.?":{}|<>';
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz', '01234567890'];
const SEQUENCES = ROWS.flatMap((row) => [row, [...row].reverse().join('')]);

/**
 * Common passwords in lower case. Most lists are of no use here: of the 49,233 passwords of @zxcvbn-ts/language-common
 * only 10 satisfy the other rules.
 */
const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `password password1 password123 password1! password123! p@ssw0rd p@ssword1 passw0rd! 12345678 123456789 qwerty123
   qwerty123! qwertyuiop 1q2w3e4r 1q2w3e4r! 1qaz2wsx 1qaz@wsx letmein1! welcome1 welcome1! welcome123! admin123
   admin123! iloveyou1! abc12345! changeme1! monkey123! dragon123! football1! sunshine1! trustno1! summer2024!
   winter2024!`.split(/\s+/),
);

const RULES: readonly PasswordRule[] = [
  {
    wanted: `must have ${MIN_LENGTH} to ${MAX_LENGTH} characters`,
    accepts: ({ length }) => length >= MIN_LENGTH && length <= MAX_LENGTH,
  },
  { wanted: 'must have an upper-case letter', accepts: (password) => /\p{Lu}/u.test(password) },
  { wanted: 'must have a lower-case letter', accepts: (password) => /\p{Ll}/u.test(password) },
  { wanted: 'must have a digit', accepts: (password) => /\d/.test(password) },
  { wanted: `must have one of ${SPECIAL}`, accepts: (password) => [...password].some((one) => SPECIAL.includes(one)) },
  { wanted: 'must not be a common password', accepts: (password) => !COMMON_PASSWORDS.has(password.toLowerCase()) },
  {
    wanted: `must not have ${SEQUENCE_LENGTH} neighbours of the keyboard, alphabet or digits in a row`,
    accepts: hasNoSequence,
  },
  { wanted: 'must not have one character three times in a row', accepts: (password) => !/(.)\1\1/su.test(password) },
];

/** The rules that a new password breaks, a sentence each. Empty for an acceptable password. */
export function passwordFaults(password: string): string[] {
  return RULES.filter(({ accepts }) => !accepts(password)).map(({ wanted }) => `password ${wanted}`);
}

function hasNoSequence(password: string): boolean {
  const text = password.toLowerCase();
  for (let start = 0; start + SEQUENCE_LENGTH <= text.length; start++) {
    const part = text.slice(start, start + SEQUENCE_LENGTH);
    if (SEQUENCES.some((sequence) => sequence.includes(part))) return false;
  }
  return true;
}

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const DUMMY_HASH = hash(randomBytes(32), COST);

/** An argon2id hash with a random salt, as text that contains its parameters. */
export async function hashPassword(password: string): Promise<string> {
  return hash(normal(password), COST);
}

/** Without a hash it computes as much and returns false, so that response times do not reveal which accounts exist. */
export async function isPassword(password: string, passwordHash: string | null | undefined): Promise<boolean> {
  const isRight = await verify(passwordHash ?? (await DUMMY_HASH), normal(password));
  return isRight && typeof passwordHash === 'string';
}

/** Keyboards send different Unicode spellings of one password. */
function normal(password: string): string {
  return password.normalize('NFKC');
}
