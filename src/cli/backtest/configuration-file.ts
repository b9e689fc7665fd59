import { ConfigurationError, IndexMethod } from '../../index-methods';
import { CommandError } from '../command.error';
import { readTextFile } from './text-file';

/**
 * The method's configuration in a JSON file; no file, `{}` and `null` mean its defaults.
 * @throws CommandError naming the file and each field that is wrong
 */
export async function readConfigurationFile<C>(path: string | undefined, method: IndexMethod<C>): Promise<C> {
  if (path === undefined) return method.parseConfiguration({});
  const raw = parseJson(path, await readTextFile('--config', path));
  try {
    return method.parseConfiguration(raw ?? {});
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CommandError(describe(path, error), { cause: error });
    throw error;
  }
}

/** The JSON object in a file, for whoever checks its fields. */
export async function readConfigurationObject(path: string): Promise<Record<string, unknown>> {
  const raw = parseJson(path, await readTextFile('--config', path));
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new CommandError(`${path}: is no JSON object`);
  return { ...raw };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${path}: is not JSON: ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}

function describe(path: string, { faults }: ConfigurationError): string {
  return [`${path}:`, ...faults.map(({ field, message }) => `  ${field}: ${message}`)].join('\n');
}
