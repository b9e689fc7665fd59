import { formatPercent, formatPeriod } from '../charts';
import { ReportHead } from './report';

/** HTML that is not escaped again. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | null | readonly Part[];

/** An HTML template: escapes every value that is not `Markup`; null is left out. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const written = texts.map((text, position) => `${text}${position < parts.length ? textOf(parts[position]) : ''}`);
  return new Markup(written.join(''));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function textOf(part: Part | undefined): string {
  if (part === undefined || part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return String(part).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** A sheet of paper on screen; A4 without margins of its own in print. */
const PAGE_STYLE = new Markup(`
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #eef1f4; color: #1d2733; font: 14px/1.45 Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif; }
main { max-width: 860px; margin: 24px auto; padding: 36px 44px; background: #fff; box-shadow: 0 1px 4px rgba(29, 39, 51, .18); }
h1 { margin: 0; font-size: 24px; font-weight: 600; }
header .notice { margin-top: 10px; padding: 8px 12px; border: 1px solid #b45309; border-radius: 4px; color: #7c2d12; background: #fff7ed; }
h2 { margin: 30px 0 10px; font-size: 15px; font-weight: 600; border-bottom: 1px solid #e3e7eb; padding-bottom: 5px; }
header p, footer { color: #5d6975; margin: 4px 0 0; font-size: 12.5px; }
footer { margin-top: 32px; border-top: 1px solid #e3e7eb; padding-top: 10px; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 22px 0 0; padding: 0; }
.figures div { border: 1px solid #e3e7eb; border-radius: 4px; padding: 9px 12px; }
.figures dt { color: #5d6975; font-size: 12px; }
.figures dd { margin: 2px 0 0; font-size: 18px; font-variant-numeric: tabular-nums; }
.figures small { display: block; color: #5d6975; font-size: 11.5px; }
figure { margin: 0; }
figure svg { max-width: 100%; height: auto; display: block; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th { text-align: left; font-weight: 600; color: #5d6975; font-size: 12px; }
th, td { padding: 4px 8px; border-bottom: 1px solid #e3e7eb; }
td.number, th.number { text-align: right; }
.two { columns: 2; column-gap: 32px; }
@media (max-width: 640px) { main { margin: 0; padding: 20px; } .figures { grid-template-columns: repeat(2, 1fr); } }
@page { size: A4; margin: 14mm; }
@media print {
  body { background: #fff; font-size: 10pt; }
  main { max-width: none; margin: 0; padding: 0; box-shadow: none; }
  h2 { break-after: avoid; margin: 18px 0 6px; }
  .figures { gap: 8px; margin-top: 14px; }
  .figures div { padding: 5px 10px; }
  .figures dd { font-size: 15px; }
  table { font-size: 12px; }
  th, td { padding: 2px 8px; line-height: 1.3; }
  footer { margin-top: 16px; break-inside: avoid; }
  tr, figure, .figures div { break-inside: avoid; }
  thead { display: table-header-group; }
}
`);

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

/** A self-contained page. */
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
            <p>
              ${formatPeriod(from, to)} · method ${index.method} · ${index.currency}${comparedText(head.comparedWith)}
            </p>
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

/** A benchmark may also be held; a reader must not take the one for the other. */
function comparedText(comparedWith: ReportHead['comparedWith']): string {
  if (!comparedWith) return '';
  const { symbol, name, heldWeight } = comparedWith;
  const held = heldWeight === 0 ? 'not held' : `also held: ${formatPercent(heldWeight)}`;
  return ` · compared with ${name === symbol ? symbol : `${name} (${symbol})`}, ${held}`;
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
