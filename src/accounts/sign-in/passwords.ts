import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

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

const RULES: readonly PasswordRule[] = [
  {
    wanted: `must have ${MIN_LENGTH} to ${MAX_LENGTH} characters`,
    accepts: ({ length }) => length >= MIN_LENGTH && length <= MAX_LENGTH,
  },
  { wanted: 'must have an upper-case letter', accepts: (password) => /\p{Lu}/u.test(password) },
  { wanted: 'must have a lower-case letter', accepts: (password) => /\p{Ll}/u.test(password) },
  { wanted: 'must have a digit', accepts: (password) => /\d/.test(password) },
  { wanted: `must have one of ${SPECIAL}`, accepts: (password) => [...password].some((one) => SPECIAL.includes(one)) },
  {
    wanted: `must not have ${SEQUENCE_LENGTH} neighbours of the keyboard, alphabet or digits in a row`,
    accepts: hasNoSequence,
  },
  { wanted: 'must not have one character three times in a row', accepts: (password) => !/(.)\1\1/su.test(password) },
];

/**
 * The rules that a new password breaks, a sentence each. Empty for an acceptable password. All rules look at the
 * normalised text, which is what is hashed.
 */
export async function passwordFaults(password: string, email: string): Promise<string[]> {
  const text = normal(password);
  const words = wordsOf(email);
  const faults = RULES.filter(({ accepts }) => !accepts(text)).map(({ wanted }) => wanted);
  if (words.some((word) => text.toLowerCase().includes(word))) faults.push("must not contain the e-mail's name");
  const fault = await strengthFault(text, words);
  if (fault !== undefined) faults.push(fault);
  return faults.map((wanted) => `password ${wanted}`);
}

function hasNoSequence(password: string): boolean {
  const text = password.toLowerCase();
  for (let start = 0; start + SEQUENCE_LENGTH <= text.length; start++) {
    const part = text.slice(start, start + SEQUENCE_LENGTH);
    if (SEQUENCES.some((sequence) => sequence.includes(part))) return false;
  }
  return true;
}

/** The part before the @ and the words in it. Two letters or, inside a name, three are in too many passwords. */
function wordsOf(email: string): string[] {
  const [name = ''] = email.toLowerCase().split('@', 1);
  const words = name.split(/[^a-z0-9]+/).filter((word) => word.length >= 4);
  return name.length >= 3 ? [name, ...words] : words;
}

/** Of zxcvbn's 0 to 4. Three means more than 10^8 guesses. */
const MIN_SCORE = 3;

/** The time of an estimate grows with the square of the length: 20 ms for 32 characters, seconds for 128. */
const MAX_ESTIMATED_LENGTH = 32;

let estimator: Promise<ZxcvbnFactory> | undefined;

async function strengthFault(password: string, words: readonly string[]): Promise<string | undefined> {
  const zxcvbn = await (estimator ??= createEstimator());
  const { score, sequence } = zxcvbn.check(password.slice(0, MAX_ESTIMATED_LENGTH), [...words]);
  if (score >= MIN_SCORE) return undefined;
  const [first] = sequence;
  const isCommon =
    sequence.length === 1 && first?.pattern === 'dictionary' && first.dictionaryName === 'passwords-common';
  return isCommon ? 'must not be a common password' : 'must be harder to guess: make it longer or less regular';
}

/** Loaded at first use: it takes 150 ms, and most processes never see a new password. */
async function createEstimator(): Promise<ZxcvbnFactory> {
  try {
    const [core, common] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]);
    return new core.ZxcvbnFactory({
      dictionary: common.dictionary,
      graphs: common.adjacencyGraphs,
      // Each substitution multiplies the time; the default of 100 takes ten times as long for the same scores.
      l33tMaxSubstitutions: 4,
    });
  } catch (error) {
    estimator = undefined;
    throw error;
  }
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
