import { readErrorPages } from '../http/error-pages';
import { catalogue } from '.';

const pages = readErrorPages();

it('is documented code by code, and nothing else is', () => {
  expect([...pages.keys()]).toEqual(Object.keys(catalogue));
});

it.each(Object.entries(catalogue))('documents %s as it is', (code, { title, status, category, logLevel }) => {
  const [facts, ...explanation] = pages.get(code) ?? [];
  expect(facts).toBe(`${title}. Status ${status}, category \`${category}\`, logged as \`${logLevel}\`.`);
  expect(explanation.join(' ').length).toBeGreaterThan(40);
});
