import { MigrationInterface, QueryRunner } from 'typeorm';

/** When an index was archived; null for one that is kept up to date. */
export class IndexArchive1764000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table indices add column archived_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table indices drop column archived_at');
  }
}
