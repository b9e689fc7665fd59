import { execFile } from 'node:child_process';
import { chown, mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanUpAfterDeath } from './clean-up-after-death';

const SIZE = '96m';
const BLOCK = Buffer.alloc(1024 * 1024, 1);
const STRUCK_TABLES = ['prices', 'index_values', 'risk_metrics'];

/**
 * A disk that can be filled up: a file system in memory where one may be mounted (root), else triggers that raise what
 * PostgreSQL raises then.
 */
export class SmallDisk {
  private mounted = false;

  constructor(
    private readonly folder: string,
    private readonly query: (text: string) => Promise<unknown>,
  ) {}

  /** A folder on the disk for PostgreSQL; undefined where none may be mounted. */
  async tablespace(): Promise<string | undefined> {
    await mkdir(this.mount);
    this.mounted = await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', this.mount]).then(
      () => true,
      () => false,
    );
    if (!this.mounted) return undefined;
    cleanUpAfterDeath({ mounts: [this.mount] });
    const { uid, gid } = await stat(join(this.folder, 'postgres/cluster'));
    const space = join(this.mount, 'space');
    await mkdir(space, { mode: 0o700 });
    for (const path of [this.mount, space]) await chown(path, uid, gid);
    return space;
  }

  /** From now on there is no room. */
  async fill(): Promise<void> {
    if (!this.mounted) return this.refuseRows();
    const file = await open(this.filler, 'w');
    try {
      for (;;) await file.write(BLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await file.close();
    }
  }

  async empty(): Promise<void> {
    if (this.mounted) await rm(this.filler, { force: true });
    else await this.query('drop function if exists no_room() cascade');
  }

  async remove(): Promise<void> {
    if (this.mounted) await promisify(execFile)('umount', ['--lazy', this.mount]);
  }

  private get mount(): string {
    return join(this.folder, 'small-disk');
  }

  private get filler(): string {
    return join(this.mount, 'filler');
  }

  private async refuseRows(): Promise<void> {
    const triggers = STRUCK_TABLES.map(
      (table) => `create trigger no_room before insert on ${table} for each row execute function no_room();`,
    );
    await this.query(`
      create or replace function no_room() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
      ${triggers.join('\n')}`);
  }
}
