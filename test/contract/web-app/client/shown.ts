/** Numbers as the pages format them: a null, a text or an absence ends the page there. */
export function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new TypeError(`${String(value)}.toFixed is no function`);
  return value;
}

/** Of a fraction. */
export function percent(fraction: unknown): string {
  return `${(number(fraction) * 100).toFixed(2)}%`;
}

export function fixed(value: unknown): string {
  return number(value).toFixed(2);
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`${String(value)} is no text`);
  return value;
}

/** Days are compared as texts, and joined by equality. */
export function day(value: unknown): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text(value))) throw new TypeError(`${String(value)} is no day`);
  return text(value);
}

export function list<Item>(value: readonly Item[] | undefined): readonly Item[] {
  if (!Array.isArray(value)) throw new TypeError('map is no function');
  return value as readonly Item[];
}
