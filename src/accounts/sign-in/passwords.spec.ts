import { hashPassword, isPassword, passwordFaults } from './passwords';

it('are hashed by argon2id, each with a salt of its own', async () => {
  const [one, other] = [await hashPassword('Tr4vel!ing'), await hashPassword('Tr4vel!ing')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect(await isPassword('Tr4vel!ing', one)).toBe(true);
  expect(await isPassword('tr4vel!ing', one)).toBe(false);
});

it('are the same in each spelling of Unicode', async () => {
  expect(await isPassword('Cafe\u0301-7!', await hashPassword('Caf\u00e9-7!'))).toBe(true);
});

it('are never right where there is none', async () => {
  expect(await isPassword('', null)).toBe(false);
  expect(await isPassword('Tr4vel!ing', undefined)).toBe(false);
});

it.each(['Tr4vel!ing-light', 'aB3$efgh', 'Ünïcode7#langer', `aB3$${'xy'.repeat(62)}`])('takes %s', (password) => {
  expect(passwordFaults(password)).toEqual([]);
});

it.each([
  ['aB3$xyz', '8 to 128'],
  [`aB3$${'xy'.repeat(62)}z`, '8 to 128'],
  ['tr4vel!ing', 'upper-case'],
  ['TR4VEL!ING', 'lower-case'],
  ['Travel!ing', 'digit'],
  ['Tr4veling', 'one of'],
  ['P@ssw0rd', 'common'],
  ['xQwErTy7!', 'neighbours'],
  ['Ab!fedcba7', 'neighbours'],
  ['Ab!x234567', 'neighbours'],
  ['Ab!x098765', 'neighbours'],
  ['Traaa7!xyz', 'three times'],
])('refuses %s for that alone', (password, fault) => {
  expect(passwordFaults(password)).toEqual([expect.stringContaining(fault)]);
});

it('takes five neighbours, and two of the same', () => {
  expect(passwordFaults('Aqwert7!xx')).toEqual([]);
});
