import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Access } from '../access';
import { QueryPattern } from '../http/query';
import { AppError } from './app-error';
import { readErrorPages } from './error-pages';

class ErrorPageParameter {
  @QueryPattern(/[a-z]{1,20}(?:-[a-z]{1,20}){0,4}/, 'must be the code of an error, as not-found')
  code: string;
}

/** Where the `type` of a problem leads. */
@ApiExcludeController()
@Access('public')
@Controller('errors')
export class ErrorPagesController {
  private readonly pages = readErrorPages();

  @Get(':code')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  page(@Param() { code }: ErrorPageParameter): string {
    const paragraphs = this.pages.get(code);
    if (!paragraphs) throw new AppError('not-found', 'There is no error of this code.');
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
