import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** What people choose most often, in lower case; some of it satisfies every other rule. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set([
  ...['password', 'password1', 'password123', 'password1!', 'password123!', 'p@ssw0rd', 'p@ssword1', 'passw0rd!'],
  ...[
    '12345678',
    '123456789',
    'qwerty123',
    'qwerty123!',
    'qwertyuiop',
    '1q2w3e4r',
    '1q2w3e4r!',
    '1qaz2wsx',
    '1qaz@wsx',
  ],
  ...['letmein1!', 'welcome1', 'welcome1!', 'welcome123!', 'admin123', 'admin123!', 'iloveyou1!', 'abc12345!'],
  ...['changeme1!', 'monkey123!', 'dragon123!', 'football1!', 'sunshine1!', 'trustno1!', 'summer2024!', 'winter2024!'],
]);

interface PasswordRule {
  /** What would be right, to follow "password". */
  readonly wanted: string;
  readonly accepts: (password: string) => boolean;
}

const SHORTEST = 8;
const LONGEST = 128;
const RUN = 6;
const SPECIAL = '!@#$%^&*(),.?":{}|<>';
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz', '01234567890'];
const SEQUENCES = ROWS.flatMap((row) => [row, [...row].reverse().join('')]);

const RULES: readonly PasswordRule[] = [
  {
    wanted: `must have ${SHORTEST} to ${LONGEST} characters`,
    accepts: ({ length }) => length >= SHORTEST && length <= LONGEST,
  },
  { wanted: 'must have an upper-case letter', accepts: (password) => /\p{Lu}/u.test(password) },
  { wanted: 'must have a lower-case letter', accepts: (password) => /\p{Ll}/u.test(password) },
  { wanted: 'must have a digit', accepts: (password) => /\d/.test(password) },
  { wanted: `must have one of ${SPECIAL}`, accepts: (password) => [...password].some((one) => SPECIAL.includes(one)) },
  { wanted: 'must not be one of the most common passwords', accepts: (password) => !isCommon(password) },
  { wanted: `must not have ${RUN} neighbours of the keyboard, alphabet or digits in a row`, accepts: hasNoRun },
  { wanted: 'must not have one character three times in a row', accepts: (password) => !/(.)\1\1/su.test(password) },
];

/** What is wrong with a new password, one sentence a rule; none when it is good. */
export function passwordFaults(password: string): string[] {
  return RULES.filter(({ accepts }) => !accepts(password)).map(({ wanted }) => `password ${wanted}`);
}

function isCommon(password: string): boolean {
  return COMMON_PASSWORDS.has(password.toLowerCase());
}

function hasNoRun(password: string): boolean {
  const text = password.toLowerCase();
  for (let start = 0; start + RUN <= text.length; start++) {
    const part = text.slice(start, start + RUN);
    if (SEQUENCES.some((sequence) => sequence.includes(part))) return false;
  }
  return true;
}

/** 19 MiB, two passes, one lane: what OWASP asks of argon2id at the least. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const HASH_OF_NOBODY = hash(randomBytes(32), COST);

/** argon2id with a salt of its own, as text that says how it was made. */
export async function hashPassword(password: string): Promise<string> {
  return hash(normal(password), COST);
}

/** Without a hash (no such account, or one without a password) it takes the same time and is never right. */
export async function isPassword(password: string, passwordHash: string | null | undefined): Promise<boolean> {
  const right = await verify(passwordHash ?? (await HASH_OF_NOBODY), normal(password));
  return right && typeof passwordHash === 'string';
}

/** One password has several spellings in Unicode, and keyboards differ in which they send. */
function normal(password: string): string {
  return password.normalize('NFKC');
}
