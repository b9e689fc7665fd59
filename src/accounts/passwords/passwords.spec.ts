import { hashPassword, isPassword } from './passwords';

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
