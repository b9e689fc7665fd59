import { hashPassword, isPassword, passwordFaults } from './passwords';

const EMAIL = 'ada.lovelace@example.org';

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

it.each([
  'Tr4vel!ing-light',
  'aB3$efghq',
  'Ünïcode7#langer',
  'Aqwert7!xx',
  `Tr4vel!ing${'xy'.repeat(59)}`,
  'Ada-1815!',
])('accepts %s', async (password) => {
  expect(await passwordFaults(password, EMAIL)).toEqual([]);
});

it.each([
  ['aB3$xyz', '8 to 128'],
  [`Tr4vel!ing${'xy'.repeat(59)}z`, '8 to 128'],
  ['tr4vel!ing-light', 'upper-case'],
  ['TR4VEL!ING-LIGHT', 'lower-case'],
  ['Travel!ing-light', 'digit'],
  ['Tr4velingLight', 'one of'],
  ['P@ssw0rd', 'common'],
  ['Password123!', 'harder to guess'],
  ['Summer2024!', 'harder to guess'],
  ['xQwErTy7!jumps', 'neighbours'],
  ['Ab!fedcba7-vocal', 'neighbours'],
  ['Ab!x234567-vocal', 'neighbours'],
  ['Ab!x098765-vocal', 'neighbours'],
  ['Traaa7!xyz-vocal', 'three times'],
  ['Xk7!Lovelace-qv', "the e-mail's name"],
  ['Xk7!ADA.lovelace-qv', "the e-mail's name"],
])('refuses %s', async (password, fault) => {
  expect(await passwordFaults(password, EMAIL)).toContainEqual(expect.stringContaining(fault));
});

it('break a rule one by one', async () => {
  expect(await passwordFaults('Tr4velingLight', EMAIL)).toEqual([expect.stringContaining('one of')]);
  expect(await passwordFaults('P@ssw0rd', EMAIL)).toEqual(['password must not be a common password']);
});

it('are judged in their normalised spelling', async () => {
  // Full-width letters, which are hashed as P@ssw0rd.
  const fullWidth = [...'P@ssw0rd'].map((one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0)).join('');
  expect(await passwordFaults(fullWidth, EMAIL)).toEqual(await passwordFaults('P@ssw0rd', EMAIL));
  // One character of the input, eighteen of what is hashed.
  expect(await passwordFaults(`Tr4vel!ing-${'\ufdfa'.repeat(7)}`, EMAIL)).toContainEqual(
    expect.stringContaining('8 to 128'),
  );
});

it('are judged in a time that does not grow with their length', async () => {
  await passwordFaults('Tr4vel!ing-light', EMAIL);
  const begin = process.cpuUsage();
  await passwordFaults('P4$$w0rd!l1'.repeat(12).slice(0, 128), EMAIL);
  const { user, system } = process.cpuUsage(begin);
  expect((user + system) / 1000).toBeLessThan(300);
});
