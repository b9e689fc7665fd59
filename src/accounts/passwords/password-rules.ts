import { COMMON_PASSWORDS } from './common-passwords';

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
