import { readFile } from 'node:fs/promises';
import { CommandError } from '../command.error';

/** @throws CommandError naming the option and the file that cannot be read */
export async function readTextFile(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandError(`${option}: cannot read ${path}: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
}
