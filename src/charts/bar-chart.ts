import { COLOURS, FONT, shortened } from './chart-style';

/** One bar: its length is `value`, which is at least 0; `text` stands at its end. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly text: string;
}

const { index: INDEX, text: TEXT, muted: MUTED } = COLOURS.light;

const ROW = 24;
const BAR = 15;
const NAMES = 190;
const TEXTS = 74;
const MARGIN = 8;
const NAME_LETTERS = 28;

/** Horizontal bars on a common scale, as an SVG document; the same for the same arguments. */
export function renderBarChart(title: string, bars: readonly Bar[], width: number): string {
  const height = bars.length * ROW + 2 * MARGIN;
  const most = Math.max(...bars.map(({ value }) => value)) || 1;
  const scale = (width - NAMES - TEXTS - 2 * MARGIN) / most;
  const rows = bars.map((bar, position) => rowOf(bar, MARGIN + position * ROW, bar.value * scale));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` role="img" aria-label="${escaped(title)}" font-family="${FONT}" font-size="12" fill="${TEXT}">`,
    ...rows,
    '</svg>',
  ].join('\n');
}

function rowOf({ name, text }: Bar, top: number, length: number): string {
  const middle = top + ROW / 2 + 4;
  const start = MARGIN + NAMES;
  return [
    `<text x="${start - 8}" y="${middle}" text-anchor="end">${escaped(shortened(name, NAME_LETTERS))}</text>`,
    `<rect x="${start}" y="${top + (ROW - BAR) / 2}" width="${length.toFixed(1)}" height="${BAR}" fill="${INDEX}"/>`,
    `<text x="${(start + length + 6).toFixed(1)}" y="${middle}" fill="${MUTED}">${escaped(text)}</text>`,
  ].join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
