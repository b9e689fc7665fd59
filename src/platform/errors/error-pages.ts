import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Reads `docs/errors.md`, one page a code: its heading, and its paragraphs. */
export function readErrorPages(file = find('docs/errors.md', __dirname)): Map<string, string[]> {
  const sections = readFileSync(file, 'utf8').split(/^## /m).slice(1);
  return new Map(sections.map(pageOf));
}

function pageOf(section: string): [code: string, paragraphs: string[]] {
  const [code = '', ...paragraphs] = section.split(/\n\n+/).map((part) => part.trim());
  return [code, paragraphs.filter((part) => part !== '')];
}

/** The compiled code lies one folder deeper than the source. */
function find(path: string, from: string): string {
  const here = join(from, path);
  if (existsSync(here)) return here;
  const above = dirname(from);
  if (above === from) throw new Error(`There is no ${path} above ${__dirname}`);
  return find(path, above);
}
