import { MigrationInterface, QueryRunner } from 'typeorm';

/** Users with their sessions, and API keys. Passwords, tokens and keys are stored as hashes only. */
export class Accounts1764000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table users (
        id integer generated always as identity constraint users_pkey primary key,
        email text not null constraint users_email_key unique,
        email_verified boolean not null default false,
        name text,
        password_hash text,
        google_subject text constraint users_google_subject_key unique,
        role text not null default 'user',
        created_at timestamptz not null default now(),
        constraint users_email_lower_case check (email = lower(email)),
        constraint users_can_sign_in check (password_hash is not null or google_subject is not null),
        constraint users_role_known check (role in ('user', 'admin'))
      )`);
    await runner.query(`
      create table sessions (
        id uuid not null default gen_random_uuid() constraint sessions_pkey primary key,
        user_id integer not null constraint sessions_user_fkey references users on delete cascade,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        revoked_at timestamptz
      )`);
    await runner.query(`create index sessions_user_id on sessions (user_id)`);
    await runner.query(`
      create table refresh_tokens (
        token_hash bytea not null constraint refresh_tokens_pkey primary key,
        session_id uuid not null constraint refresh_tokens_session_fkey references sessions on delete cascade,
        created_at timestamptz not null default now(),
        used_at timestamptz
      )`);
    await runner.query(`create index refresh_tokens_session_id on refresh_tokens (session_id)`);
    await runner.query(`
      create table api_keys (
        id integer generated always as identity constraint api_keys_pkey primary key,
        name text not null,
        prefix text not null constraint api_keys_prefix_key unique,
        key_hash bytea not null,
        scopes text[] not null,
        created_by text not null,
        created_at timestamptz not null default now(),
        last_used_at timestamptz,
        revoked_at timestamptz,
        revoked_by text,
        constraint api_keys_scopes_known check (
          scopes <@ array['read', 'write', 'refresh', 'ops', 'admin'] and cardinality(scopes) > 0),
        constraint api_keys_revoked_by_somebody check ((revoked_at is null) = (revoked_by is null))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['api_keys', 'refresh_tokens', 'sessions', 'users']) await runner.query(`drop table ${table}`);
  }
}
