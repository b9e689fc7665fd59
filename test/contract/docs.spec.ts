import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const PAGES = ['README.md', ...['docs', 'docs/adr'].flatMap(pagesOf)];

function pagesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

/** The tables of a page: lines that follow each other and begin with a bar, without those of code blocks. */
function tablesOf(page: string): string[][] {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/^```[^]*?^```/gm, '');
  return text
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')))
    .filter((lines) => lines.length > 0);
}

const cellsOf = (line: string): number => line.replaceAll('\\|', '').split('|').length - 2;

it.each(PAGES)('%s: every table has a header, its rule, and as many cells in each line', (page) => {
  for (const [header = '', rule = '', ...lines] of tablesOf(page)) {
    // An empty line inside a table makes a paragraph of bars of what follows.
    expect(rule).toMatch(/^\|( ?:?-+:? ?\|)+$/);
    expect([header, ...lines].map((line) => [line, cellsOf(line)])).toEqual(
      [header, ...lines].map((line) => [line, cellsOf(rule)]),
    );
  }
});
