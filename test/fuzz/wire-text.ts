import { Schema } from './document';

const PLAIN_INTEGER = /^(0|-?[1-9]\d*)$/;
const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/**
 * The value that the text of a parameter stands for. A text that is no plain notation of the type stays a text, which
 * no schema of that type accepts: `1e2`, `0x10`, ` 5 `, `05` and `TRUE` are no values.
 */
export function valueOfText(text: string, { type }: Schema): unknown {
  if (type === 'integer') return PLAIN_INTEGER.test(text) ? Number(text) : text;
  if (type === 'number') return PLAIN_NUMBER.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : text;
  return type === 'array' ? text.split(',') : text;
}

/** The text of a value in a path, a query or a header; lists are separated by commas. */
export function textOfValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOfValue).join(',');
  if (typeof value === 'number') return plainNumber(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function plainNumber(value: number): string {
  return /e/i.test(String(value)) ? value.toFixed(12) : String(value);
}
