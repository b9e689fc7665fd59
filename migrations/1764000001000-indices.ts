import { MigrationInterface, QueryRunner } from 'typeorm';

const RISK_METRICS = [
  'total_return',
  'annualized_return',
  'volatility',
  'sharpe_ratio',
  'sortino_ratio',
  'max_drawdown',
  'current_drawdown',
  'calmar_ratio',
  'var_95',
  'var_99',
  'beta',
  'correlation',
  'tracking_error',
  'information_ratio',
];

const series = {
  index_values: 'value double precision not null',
  risk_metrics: RISK_METRICS.map((name) => `${name} double precision`).join(', '),
};

/** Index definitions, and what is computed for them: values, risk metrics, allocations; each with its superseded rows. */
export class Indices1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table indices (
        id integer generated always as identity constraint indices_pkey primary key,
        slug text not null constraint indices_slug_key unique,
        name text not null,
        currency text not null default 'USD',
        base_value double precision not null default 100,
        method text not null,
        configuration jsonb not null default '{}',
        constituents text[],
        benchmark text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint indices_slug_form check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        constraint indices_currency_form check (currency ~ '^[A-Z]{3}$'),
        constraint indices_base_value_positive check (base_value > 0 and base_value < 'Infinity')
      )`);
    await runner.query(
      `create trigger indices_keep_row before delete on indices for each row execute function keep_row()`,
    );
    for (const [table, columns] of Object.entries(series)) {
      const shape = `index_id integer not null, date date not null, ${columns}, run_id bigint not null`;
      const revisions = `${table.replace(/s$/, '')}_revisions`;
      await runner.query(`create table ${table} (${shape}, constraint ${table}_pkey primary key (index_id, date))`);
      await runner.query(`
        create table ${revisions} (${shape}, superseded_by bigint not null,
          constraint ${revisions}_pkey primary key (index_id, date, superseded_by))`);
    }
    await runner.query(`
      alter table index_values add constraint index_values_positive check (value > 0 and value < 'Infinity')`);
    // What is undefined is null; NaN is above Infinity here.
    const finite = RISK_METRICS.map((name) => `${name} > '-Infinity' and ${name} < 'Infinity'`).join(' and ');
    await runner.query(`alter table risk_metrics add constraint risk_metrics_finite check (${finite})`);
    await this.allocations(runner);
  }

  /** Weights of a day sum to 1 within 1e-9: each day that a statement touches is checked once, at commit. */
  private async allocations(runner: QueryRunner): Promise<void> {
    const shape = `index_id integer not null, date date not null, asset_id integer not null,
      weight double precision not null, run_id bigint not null`;
    await runner.query(`
      create table allocations (${shape}, constraint allocations_pkey primary key (index_id, date, asset_id),
        constraint allocations_weight_range check (weight > 0 and weight <= 1.000000001))`);
    await runner.query(`
      create table allocation_revisions (${shape}, superseded_by bigint not null,
        constraint allocation_revisions_pkey primary key (index_id, date, asset_id, superseded_by))`);
    await runner.query(`
      create table rebalances (index_id integer not null, date date not null, touched bigint not null,
        constraint rebalances_pkey primary key (index_id, date))`);
    await runner.query(`
      create function touch_rebalances() returns trigger language plpgsql as $$
      begin
        insert into rebalances (index_id, date, touched)
        select distinct index_id, date, txid_current() from touched_rows
        on conflict (index_id, date) do update set touched = excluded.touched;
        return null;
      end $$`);
    for (const [event, rows] of [
      ['insert', 'new'],
      ['update', 'new'],
      ['delete', 'old'],
    ] as const) {
      await runner.query(`
        create trigger allocations_touch_on_${event} after ${event} on allocations
        referencing ${rows} table as touched_rows for each statement execute function touch_rebalances()`);
    }
    await runner.query(`
      create function check_weights() returns trigger language plpgsql as $$
      declare total double precision;
      begin
        select sum(weight) into total from allocations where index_id = new.index_id and date = new.date;
        if total is null then
          delete from rebalances where index_id = new.index_id and date = new.date;
        elsif abs(total - 1) > 1e-9 then
          raise exception 'weights of index % on % sum to %', new.index_id, new.date, total
            using errcode = 'check_violation', constraint = 'allocations_sum_to_one', table = 'allocations';
        end if;
        return null;
      end $$`);
    await runner.query(`
      create constraint trigger allocations_sum_to_one after insert or update on rebalances
      deferrable initially deferred for each row execute function check_weights()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'rebalances',
      'allocation_revisions',
      'allocations',
      'risk_metric_revisions',
      'risk_metrics',
      'index_value_revisions',
      'index_values',
      'indices',
    ]) {
      await runner.query(`drop table ${table}`);
    }
    await runner.query(`drop function check_weights`);
    await runner.query(`drop function touch_rebalances`);
  }
}
