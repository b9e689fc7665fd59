import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const map = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
const named = [...map.matchAll(/`((?:src|test|migrations|ops|bench|docs)\/[^`*]*)`/g)].map(([, path]) => path ?? '');

function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => statSync(join(root, folder, name)).isDirectory())
    .map((name) => `${folder}/${name}/`);
}

it('names only paths that exist', () => {
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it('gives the reason of each feature and each platform folder', () => {
  const folders = [...foldersIn('src'), ...foldersIn('src/platform')].filter((folder) => folder !== 'src/platform/');
  expect(folders.filter((folder) => !map.includes(`| \`${folder}\``))).toEqual([]);
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
