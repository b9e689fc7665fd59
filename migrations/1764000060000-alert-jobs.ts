import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Alerts are sent by jobs, which know themselves when they are tried again. What has not been told yet has no job: the
 * next start of the service, which makes the queue, enqueues it.
 */
export class AlertJobs1764000060000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index alerts_to_tell');
    await runner.query(`
      alter table alerts add job_id uuid, drop column attempts, drop column next_try_at, drop column last_error`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table alerts drop column job_id, add attempts integer not null default 0,
        add next_try_at timestamptz not null default now(), add last_error text`);
    await runner.query('alter table alerts alter next_try_at drop default');
    await runner.query(`create index alerts_to_tell on alerts (next_try_at) where told is distinct from 'recovered'`);
  }
}
