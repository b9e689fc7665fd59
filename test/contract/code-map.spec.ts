import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const map = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
const named = [...map.matchAll(/`((?:src|test|migrations|ops|bench|docs|bin|scripts)\/[^`*]*)`/g)].map(
  ([, path]) => path ?? '',
);

function foldersBelow(folder: string): string[] {
  const below = readdirSync(join(root, folder))
    .filter((name) => statSync(join(root, folder, name)).isDirectory())
    .map((name) => `${folder}/${name}`);
  return below.flatMap((path) => [`${path}/`, ...foldersBelow(path)]);
}

it('names only paths that exist', () => {
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it('gives the reason of each folder of the source', () => {
  const folders = foldersBelow('src').filter((folder) => folder !== 'src/platform/');
  expect(folders.length).toBeGreaterThan(50);
  expect(folders.filter((folder) => !map.includes(`| \`${folder}\``))).toEqual([]);
});

it('needs at most two files for each answer', () => {
  const questions = map
    .slice(map.indexOf('## To change X, open Y'))
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| to change') && !line.startsWith('| ---'));
  expect(questions.length).toBeGreaterThan(50);
  expect(questions.filter((line) => (line.match(/`(src|ops|docs)\//g) ?? []).length > 2)).toEqual([]);
});

it('holds its lines within 120 characters', () => {
  const documents = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const prose = ['architecture.md', 'glossary.md'].filter((name) => documents.includes(name));
  const long = prose.flatMap((name) =>
    readFileSync(join(root, 'docs', name), 'utf8')
      .split('\n')
      .filter((line) => line.length > 120 && !line.startsWith('|')),
  );
  expect(long).toEqual([]);
});
