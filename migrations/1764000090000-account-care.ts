import { MigrationInterface, QueryRunner } from 'typeorm';

/** Disabled users, where a session was opened and last used, invitations, and one-time codes for a new password. */
export class AccountCare1764000090000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table users add column disabled_at timestamptz`);
    await runner.query(`
      alter table sessions
        add column last_used_at timestamptz not null default now(),
        add column address text,
        add column user_agent text`);
    await runner.query(`
      create table invitations (
        id integer generated always as identity constraint invitations_pkey primary key,
        email text not null constraint invitations_email_key unique,
        code_hash bytea not null,
        created_by text not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        constraint invitations_email_lower_case check (email = lower(email))
      )`);
    await runner.query(`
      create table password_resets (
        user_id integer not null constraint password_resets_pkey primary key
          constraint password_resets_user_fkey references users on delete cascade,
        code_hash bytea not null constraint password_resets_code_key unique,
        created_by text not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table password_resets');
    await runner.query('drop table invitations');
    await runner.query('alter table sessions drop column last_used_at, drop column address, drop column user_agent');
    await runner.query('alter table users drop column disabled_at');
  }
}
