import { passwordFaults } from './password-rules';

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
