import { MigrationInterface, QueryRunner } from 'typeorm';

/** Alerts, each from its first event to its recovery, and what people have been told of it. */
export class Alerts1764000020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table alerts (
        id bigint generated always as identity constraint alerts_pkey primary key,
        cause text not null,
        subject text not null default '',
        summary text not null,
        request_id text,
        occurrences integer not null,
        opened_at timestamptz not null,
        last_at timestamptz not null,
        recovered_at timestamptz,
        told text,
        told_at timestamptz,
        told_occurrences integer not null default 0,
        attempts integer not null default 0,
        next_try_at timestamptz not null,
        last_error text,
        constraint alerts_told_known check (told in ('raised', 'recovered')),
        constraint alerts_occurrences_positive check (occurrences > 0)
      )`);
    await runner.query('create unique index alerts_one_open on alerts (cause, subject) where recovered_at is null');
    await runner.query(`create index alerts_to_tell on alerts (next_try_at) where told is distinct from 'recovered'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table alerts');
  }
}
