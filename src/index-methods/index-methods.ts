import { autoindexV1 } from './autoindex-v1/autoindex-v1';
import { chained } from './chained/chained';
import { IndexMethod } from './shared/index-method';

/** Every method by its name. Give `compute` only what the same method's `parseConfiguration` returned. */
export const indexMethods: ReadonlyMap<string, IndexMethod<unknown>> = new Map(
  [autoindexV1, chained].map((method) => [method.name, method]),
);

/** @throws UnknownIndexMethodError naming the known ones */
export function getIndexMethod(name: string): IndexMethod<unknown> {
  const method = indexMethods.get(name);
  if (method === undefined) throw new UnknownIndexMethodError(name, [...indexMethods.keys()]);
  return method;
}

export class UnknownIndexMethodError extends Error {
  constructor(
    readonly method: string,
    readonly known: readonly string[],
  ) {
    super(`method: "${method}" is unknown; known are ${known.join(', ')}`);
    this.name = 'UnknownIndexMethodError';
  }
}
