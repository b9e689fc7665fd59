import { ReportHead } from '../content/report-content';
import { html, Markup } from './markup';
import { PAGE_STYLE } from './page-style';

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

/** A whole page that needs nothing from elsewhere. */
export function page(head: ReportHead, sections: readonly Markup[]): string {
  const { title, index, from, to, dataVersion, notice } = head;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${PAGE_STYLE}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${title}</h1>
            <p>${from} to ${to} · method ${index.method} · ${index.currency}</p>
            ${notice ? html`<p class="notice"><strong>${notice}</strong></p>` : null}
          </header>
          ${sections}
          <footer>
            Made of data version ${dataVersion}. Returns are simple returns of closing levels, without fees and taxes.
          </footer>
        </main>
      </body>
    </html> `.text;
}

export function figures(list: readonly Figure[]): Markup {
  const each = list.map(
    ({ name, value, note }) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}${note === undefined ? null : html`<small>${note}</small>`}</dd>
      </div>`,
  );
  return html`<dl class="figures">${each}</dl>`;
}

export function section(title: string, content: Markup): Markup {
  return html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`;
}

/** @param svg a document of our own charts, which escape what they draw */
export function picture(svg: string): Markup {
  return html`<figure>${new Markup(svg)}</figure>`;
}

/** The first column is text, the others are numbers unless `texts` says how many are text. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], texts = 1): Markup {
  const cell =
    (tag: 'td' | 'th') =>
    (text: string, column: number): Markup => {
      const [open, close] = [new Markup(`<${tag}${column < texts ? '' : ' class="number"'}>`), new Markup(`</${tag}>`)];
      return html`${open}${text}${close}`;
    };
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map(cell('td'))}
      </tr> `,
  );
  return html`<table>
    <thead>
      <tr>
        ${heads.map(cell('th'))}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
}
