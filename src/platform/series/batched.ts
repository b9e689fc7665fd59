import { Transform } from 'node:stream';

/** Small enough to be little memory, large enough that a chunk costs nothing beside its rows. */
const CHUNK_CHARACTERS = 65_536;

/** Joins rows (`{ line }`) to chunks of text, a line break behind each line, after a first line if there is one. */
export function batched(firstLine?: string): Transform {
  let chunk = firstLine === undefined ? '' : `${firstLine}\n`;
  return new Transform({
    writableObjectMode: true,
    transform({ line }: { line: string }, _encoding, done): void {
      chunk += `${line}\n`;
      if (chunk.length < CHUNK_CHARACTERS) return done();
      done(null, chunk);
      chunk = '';
    },
    flush(done): void {
      done(null, chunk);
    },
  });
}
