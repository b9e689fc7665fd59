import { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports on an index, made by a job and kept as they were made. */
export class Reports1764000040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table reports (
        id bigint generated always as identity constraint reports_pkey primary key,
        index_id integer not null constraint reports_index_fkey references indices,
        type text not null,
        period_days integer not null,
        status text not null default 'queued',
        content jsonb,
        error text,
        requested_by text not null,
        request_id text,
        created_at timestamptz not null default clock_timestamp(),
        ended_at timestamptz,
        constraint reports_type_known check (type in ('performance', 'allocation', 'risk')),
        constraint reports_period_positive check (period_days > 0),
        constraint reports_status_known check (status in ('queued', 'ready', 'failed')),
        constraint reports_ready_has_content check ((status = 'ready') = (content is not null)),
        constraint reports_end check ((status = 'queued') = (ended_at is null))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table reports');
  }
}
