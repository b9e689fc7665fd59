import { MigrationInterface, QueryRunner } from 'typeorm';

/** What the strategy of an index is wished to be, and every change of it: who, when, before, after. */
export class Strategy1764000030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table strategy_configs (
        index_id integer not null constraint strategy_configs_pkey primary key
          constraint strategy_configs_index_fkey references indices,
        configuration jsonb not null,
        ai_adjusted boolean not null default false,
        ai_adjustment_reason text,
        ai_confidence_score double precision,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint strategy_configs_confidence_range check (ai_confidence_score between 0 and 1)
      )`);
    await runner.query(`
      create table strategy_config_changes (
        id bigint generated always as identity constraint strategy_config_changes_pkey primary key,
        index_id integer not null constraint strategy_config_changes_index_fkey references indices,
        changed_at timestamptz not null default clock_timestamp(),
        changed_by text not null,
        request_id text,
        reason text,
        before jsonb not null,
        after jsonb not null,
        run_id bigint constraint strategy_config_changes_run_fkey references runs
      )`);
    await runner.query(`create index strategy_config_changes_index on strategy_config_changes (index_id, id)`);
    await runner.query(`
      create trigger strategy_config_changes_keep_row before delete on strategy_config_changes
        for each row execute function keep_row()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['strategy_config_changes', 'strategy_configs']) await runner.query(`drop table ${table}`);
  }
}
