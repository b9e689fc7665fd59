import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProviderError } from '../provider.error';

/**
 * The file itself, or the `.csv` files of the folder by name.
 * @throws ProviderError when there is none
 */
export async function csvFiles(path: string): Promise<string[]> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) throw new ProviderError('csv', 'unavailable', `There is no file or folder ${path}`);
  if (!entry.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.csv')).sort();
  if (names.length === 0) throw new ProviderError('csv', 'unavailable', `The folder ${path} has no .csv file`);
  return names.map((name) => join(path, name));
}
