import { MigrationInterface, QueryRunner } from 'typeorm';

/** What was cleaned up, when, and by whom: kept for ever. */
export class Cleanups1764000050000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table cleanups (
        id bigint generated always as identity constraint cleanups_pkey primary key,
        job_id uuid constraint cleanups_job_key unique,
        days_to_keep integer not null,
        removed jsonb not null,
        requested_by text not null,
        request_id text,
        cleaned_at timestamptz not null default clock_timestamp()
      )`);
    await runner.query(`
      create trigger cleanups_keep_row before delete on cleanups for each row execute function keep_row()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table cleanups');
  }
}
