import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { CommandError } from './input';

/** Some whole lines of a text. */
export interface Lines {
  readonly text: string;
  /** Line number of the first of them, from 1. */
  readonly first: number;
}

/** Characters; far above any row of prices. Without it a file without line ends would be held in memory as a whole. */
const MAX_LINE_LENGTH = 1_000_000;

/**
 * Cuts bytes into portions of whole lines, about as large as the chunks. CR, LF and CR LF all end a line, and all become LF.
 * @throws CommandError when the bytes are not UTF-8 text, or not lines
 */
export async function* wholeLines(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Lines> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = 1;
  let rest = '';
  for await (const chunk of chunks) {
    const { text, held } = withLineFeeds(rest + decode(decoder, chunk, name, first));
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end) + held;
    if (rest.length > MAX_LINE_LENGTH) throw new CommandError(`${name}: line ${first} is too long for a row of prices`);
    if (end === 0) continue;
    yield { text: text.slice(0, end), first };
    first += countLines(text, end);
  }
  rest += decode(decoder, undefined, name, first);
  if (rest !== '') yield { text: rest.replace('\r', '\n'), first };
}

/** Keeps a carriage return at the end for later: its line feed may come with the next chunk. */
function withLineFeeds(text: string): { text: string; held: string } {
  if (!text.includes('\r')) return { text, held: '' };
  const held = text.endsWith('\r') ? '\r' : '';
  return { text: text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n'), held };
}

function decode(decoder: TextDecoder, chunk: Buffer | undefined, name: string, line: number): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (cause) {
    throw new CommandError(`${name}: line ${line + goodLines(chunk)} is not UTF-8 text`, { cause });
  }
}

/** The number of lines of a chunk before the first that is not UTF-8. */
function goodLines(chunk: Buffer = Buffer.of()): number {
  let lines = 0;
  for (let start = 0; ; lines++) {
    const end = chunk.indexOf('\n', start);
    if (end === -1 || !isUtf8(chunk.subarray(start, end))) return lines;
    start = end + 1;
  }
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
