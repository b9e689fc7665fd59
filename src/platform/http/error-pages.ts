import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Param, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Access } from '../access';
import { AppError } from '../errors';
import { QueryPattern } from './fields';

/** Reads `docs/errors.md`: the paragraphs of each code. */
export function readErrorPages(file = findUpwards('docs/errors.md', __dirname)): Map<string, string[]> {
  const sections = readFileSync(file, 'utf8').split(/^## /m).slice(1);
  return new Map(sections.map(pageOf));
}

function pageOf(section: string): [code: string, paragraphs: string[]] {
  const [code = '', ...paragraphs] = section.split(/\n\n+/).map((part) => part.trim());
  return [code, paragraphs.filter((part) => part !== '')];
}

/** Looks in `from` and the folders above it: compiled code lies one folder deeper than the source. */
function findUpwards(path: string, from: string): string {
  const here = join(from, path);
  if (existsSync(here)) return here;
  const above = dirname(from);
  if (above === from) throw new Error(`There is no ${path} above ${__dirname}`);
  return findUpwards(path, above);
}

class ErrorPageParameter {
  @QueryPattern(/[a-z]{1,20}(?:-[a-z]{1,20}){0,4}/, 'must be the code of an error, as not-found')
  code: string;
}

/** The pages behind the `type` of a problem. */
@ApiExcludeController()
@Access('public')
@Controller('errors')
class ErrorPagesController {
  private readonly pages = readErrorPages();

  @Get(':code')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  page(@Param() { code }: ErrorPageParameter): string {
    const paragraphs = this.pages.get(code);
    if (!paragraphs) throw new AppError('not-found', 'There is no error with this code.');
    return html(code, paragraphs);
  }
}

function html(code: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map((paragraph) => `<p>${marked(paragraph)}</p>`).join('\n');
  return `<!doctype html>\n<html lang="en"><title>${code}</title>\n<h1>${code}</h1>\n${body}\n</html>\n`;
}

function marked(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/`([^`]*)`/g, '<code>$1</code>');
}

@Module({ controllers: [ErrorPagesController] })
export class ErrorPagesModule {}
