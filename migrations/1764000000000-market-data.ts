import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Assets, their prices, and the runs that wrote them.
 *
 * `prices` and the other series have no foreign keys: checking one costs more than writing the row. What they refer to
 * cannot vanish instead: rows of `assets`, `runs` and `indices` are never deleted (trigger `keep_row`), see docs/adr.
 */
export class MarketData1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function keep_row() returns trigger language plpgsql as $$
      begin
        raise exception 'rows of % are never deleted', tg_table_name using errcode = 'restrict_violation';
      end $$`);
    await runner.query(`
      create table assets (
        id integer generated always as identity constraint assets_pkey primary key,
        symbol text not null constraint assets_symbol_key unique,
        name text not null,
        sector text,
        currency text not null default 'USD',
        kind text not null default 'equity',
        active boolean not null default true,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint assets_symbol_form check (symbol ~ '^[A-Z0-9.^=/-]{1,20}$'),
        constraint assets_currency_form check (currency ~ '^[A-Z]{3}$'),
        constraint assets_kind_known check (kind in ('equity', 'etf', 'index', 'fx'))
      )`);
    await runner.query(`
      create trigger assets_keep_row before delete on assets for each row execute function keep_row()`);
    await runner.query(`
      create table runs (
        id bigint generated always as identity constraint runs_pkey primary key,
        kind text not null,
        status text not null default 'running',
        stage text,
        source text,
        parameters jsonb not null default '{}',
        counts jsonb not null default '{}',
        outcomes jsonb not null default '[]',
        reason text,
        error_category text,
        error_detail text,
        request_id text,
        requested_by text not null,
        idempotency_key text,
        reverts bigint constraint runs_reverts_fkey references runs,
        data_version bigint constraint runs_data_version_key unique,
        started_at timestamptz not null default now(),
        heartbeat_at timestamptz not null default now(),
        finished_at timestamptz,
        recorded_at timestamptz,
        constraint runs_kind_known check (kind in
          ('demo', 'import', 'refresh', 'correction', 'correction-release', 'quarantine-release', 'recompute', 'revert')),
        constraint runs_status_known check (status in ('running', 'succeeded', 'failed')),
        constraint runs_end check ((status = 'running') = (finished_at is null)),
        constraint runs_version_has_instant check ((data_version is null) = (recorded_at is null))
      )`);
    await runner.query(`create trigger runs_keep_row before delete on runs for each row execute function keep_row()`);
    await runner.query(
      `create unique index runs_one_refresh on runs ((kind)) where status = 'running' and kind in ('refresh')`,
    );
    await runner.query(
      `create unique index runs_idempotency_key on runs (idempotency_key) where idempotency_key is not null`,
    );
    await runner.query(`create index runs_reverts on runs (reverts) where reverts is not null`);
    await runner.query(`
      create table data_version (
        singleton boolean not null default true constraint data_version_pkey primary key,
        version bigint not null,
        run_id bigint,
        recorded_at timestamptz not null,
        constraint data_version_one_row check (singleton)
      )`);
    await runner.query(`insert into data_version (version, recorded_at) values (0, now())`);
    const bar = `
        asset_id integer not null,
        date date not null,
        close numeric not null,
        open numeric,
        high numeric,
        low numeric,
        volume numeric,
        source text not null,
        protected boolean not null default false,
        run_id bigint not null`;
    await runner.query(`
      create table prices (${bar},
        constraint prices_pkey primary key (asset_id, date),
        constraint prices_close_positive check (close > 0 and close < 'Infinity'),
        constraint prices_bar_finite check (
          open > 0 and open < 'Infinity' and high > 0 and high < 'Infinity' and low > 0 and low < 'Infinity'),
        constraint prices_volume_finite check (volume >= 0 and volume < 'Infinity')
      )`);
    await runner.query(`create index prices_run_id on prices (run_id)`);
    // Tells at once whether there are demo prices; over real prices it has no entry.
    await runner.query(`create index prices_demo on prices (asset_id) where source = 'demo'`);
    await runner.query(`
      create table price_revisions (${bar},
        superseded_by bigint not null,
        constraint price_revisions_pkey primary key (asset_id, date, superseded_by)
      )`);
    await runner.query(`create index price_revisions_superseded_by on price_revisions (superseded_by)`);
    await runner.query(`
      create table quarantined_prices (
        id bigint generated always as identity constraint quarantined_prices_pkey primary key,
        symbol text not null,
        date text not null,
        bar jsonb not null,
        source text not null,
        line integer,
        rule text not null,
        detail text not null,
        run_id bigint not null,
        quarantined_at timestamptz not null default now(),
        released_at timestamptz,
        released_by text,
        released_run_id bigint,
        discarded_at timestamptz,
        discarded_by text
      )`);
    await runner.query(`
      create unique index quarantined_prices_once on quarantined_prices (symbol, date, rule, md5(bar::text), source)
        where released_at is null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['quarantined_prices', 'price_revisions', 'prices', 'data_version', 'runs', 'assets']) {
      await runner.query(`drop table ${table}`);
    }
    await runner.query(`drop function keep_row`);
  }
}
