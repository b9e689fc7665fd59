CREATE OR REPLACE FUNCTION public.check_weights()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
      end $function$
;

CREATE OR REPLACE FUNCTION public.keep_row()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'rows of % are never deleted', tg_table_name using errcode = 'restrict_violation';
      end $function$
;

CREATE OR REPLACE FUNCTION public.touch_rebalances()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into rebalances (index_id, date, touched)
        select distinct index_id, date, txid_current() from touched_rows
        on conflict (index_id, date) do update set touched = excluded.touched;
        return null;
      end $function$
;

create table alerts (
  id bigint generated always as identity not null,
  cause text not null,
  subject text default ''::text not null,
  summary text not null,
  request_id text,
  occurrences integer not null,
  opened_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  recovered_at timestamp with time zone,
  told text,
  told_at timestamp with time zone,
  told_occurrences integer default 0 not null,
  job_id uuid
);

create table allocation_revisions (
  index_id integer not null,
  date date not null,
  asset_id integer not null,
  weight double precision not null,
  run_id bigint not null,
  superseded_by bigint not null
);

create table allocations (
  index_id integer not null,
  date date not null,
  asset_id integer not null,
  weight double precision not null,
  run_id bigint not null
);

create table api_keys (
  id integer generated always as identity not null,
  name text not null,
  prefix text not null,
  key_hash bytea not null,
  scopes text[] not null,
  created_by text not null,
  created_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  revoked_by text
);

create table assets (
  id integer generated always as identity not null,
  symbol text not null,
  name text not null,
  sector text,
  currency text default 'USD'::text not null,
  kind text default 'equity'::text not null,
  active boolean default true not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  fetch_source text default 'auto'::text not null,
  created_by_run bigint
);

create table cleanups (
  id bigint generated always as identity not null,
  job_id uuid,
  days_to_keep integer not null,
  removed jsonb not null,
  requested_by text not null,
  request_id text,
  cleaned_at timestamp with time zone default clock_timestamp() not null
);

create table data_version (
  singleton boolean default true not null,
  version bigint not null,
  run_id bigint,
  recorded_at timestamp with time zone not null
);

create table index_value_revisions (
  index_id integer not null,
  date date not null,
  value double precision not null,
  run_id bigint not null,
  superseded_by bigint not null
);

create table index_values (
  index_id integer not null,
  date date not null,
  value double precision not null,
  run_id bigint not null
);

create table indices (
  id integer generated always as identity not null,
  slug text not null,
  name text not null,
  currency text default 'USD'::text not null,
  base_value double precision default 100 not null,
  method text not null,
  configuration jsonb default '{}'::jsonb not null,
  constituents text[],
  benchmark text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  archived_at timestamp with time zone
);

create table invitations (
  id integer generated always as identity not null,
  email text not null,
  code_hash bytea not null,
  created_by text not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null
);

create table password_resets (
  user_id integer not null,
  code_hash bytea not null,
  created_by text not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null
);

create table price_revisions (
  asset_id integer not null,
  date date not null,
  close numeric not null,
  open numeric,
  high numeric,
  low numeric,
  volume numeric,
  source text not null,
  protected boolean default false not null,
  run_id bigint not null,
  superseded_by bigint not null
);

create table prices (
  asset_id integer not null,
  date date not null,
  close numeric not null,
  open numeric,
  high numeric,
  low numeric,
  volume numeric,
  source text not null,
  protected boolean default false not null,
  run_id bigint not null
);

create table quarantined_prices (
  id bigint generated always as identity not null,
  symbol text not null,
  date text not null,
  bar jsonb not null,
  source text not null,
  line integer,
  rule text not null,
  detail text not null,
  run_id bigint not null,
  quarantined_at timestamp with time zone default now() not null,
  released_at timestamp with time zone,
  released_by text,
  released_run_id bigint,
  discarded_at timestamp with time zone,
  discarded_by text
);

create table rebalances (
  index_id integer not null,
  date date not null,
  touched bigint not null
);

create table refresh_tokens (
  token_hash bytea not null,
  session_id uuid not null,
  created_at timestamp with time zone default now() not null,
  used_at timestamp with time zone
);

create table rehearsals (
  idempotency_key text not null,
  request jsonb not null,
  report json not null,
  recorded_at timestamp with time zone default clock_timestamp() not null
);

create table reports (
  id bigint generated always as identity not null,
  index_id integer not null,
  type text not null,
  period_days integer not null,
  status text default 'queued'::text not null,
  content jsonb,
  error text,
  requested_by text not null,
  request_id text,
  created_at timestamp with time zone default clock_timestamp() not null,
  ended_at timestamp with time zone
);

create table risk_metric_revisions (
  index_id integer not null,
  date date not null,
  total_return double precision,
  annualized_return double precision,
  volatility double precision,
  sharpe_ratio double precision,
  sortino_ratio double precision,
  max_drawdown double precision,
  current_drawdown double precision,
  calmar_ratio double precision,
  var_95 double precision,
  var_99 double precision,
  beta double precision,
  correlation double precision,
  tracking_error double precision,
  information_ratio double precision,
  run_id bigint not null,
  superseded_by bigint not null
);

create table risk_metrics (
  index_id integer not null,
  date date not null,
  total_return double precision,
  annualized_return double precision,
  volatility double precision,
  sharpe_ratio double precision,
  sortino_ratio double precision,
  max_drawdown double precision,
  current_drawdown double precision,
  calmar_ratio double precision,
  var_95 double precision,
  var_99 double precision,
  beta double precision,
  correlation double precision,
  tracking_error double precision,
  information_ratio double precision,
  run_id bigint not null
);

create table runs (
  id bigint generated always as identity not null,
  kind text not null,
  status text default 'running'::text not null,
  stage text,
  source text,
  parameters jsonb default '{}'::jsonb not null,
  counts jsonb default '{}'::jsonb not null,
  outcomes jsonb default '[]'::jsonb not null,
  reason text,
  error_category text,
  error_detail text,
  request_id text,
  requested_by text not null,
  idempotency_key text,
  reverts bigint,
  data_version bigint,
  started_at timestamp with time zone default now() not null,
  heartbeat_at timestamp with time zone default now() not null,
  finished_at timestamp with time zone,
  recorded_at timestamp with time zone
);

create table sessions (
  id uuid default gen_random_uuid() not null,
  user_id integer not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone default now() not null,
  address text,
  user_agent text
);

create table strategy_config_changes (
  id bigint generated always as identity not null,
  index_id integer not null,
  changed_at timestamp with time zone default clock_timestamp() not null,
  changed_by text not null,
  request_id text,
  reason text,
  before jsonb not null,
  after jsonb not null,
  run_id bigint
);

create table strategy_configs (
  index_id integer not null,
  configuration jsonb not null,
  ai_adjusted boolean default false not null,
  ai_adjustment_reason text,
  ai_confidence_score double precision,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);

create table users (
  id integer generated always as identity not null,
  email text not null,
  email_verified boolean default false not null,
  name text,
  password_hash text,
  google_subject text,
  role text default 'user'::text not null,
  created_at timestamp with time zone default now() not null,
  disabled_at timestamp with time zone
);

alter table alerts add constraint alerts_occurrences_positive CHECK ((occurrences > 0));

alter table alerts add constraint alerts_told_known CHECK ((told = ANY (ARRAY['raised'::text, 'recovered'::text])));

alter table alerts add constraint alerts_pkey PRIMARY KEY (id);

alter table allocation_revisions add constraint allocation_revisions_pkey PRIMARY KEY (index_id, date, asset_id, superseded_by);

alter table allocations add constraint allocations_weight_range CHECK (((weight > (0)::double precision) AND (weight <= (1.000000001)::double precision)));

alter table allocations add constraint allocations_pkey PRIMARY KEY (index_id, date, asset_id);

alter table api_keys add constraint api_keys_revoked_by_somebody CHECK (((revoked_at IS NULL) = (revoked_by IS NULL)));

alter table api_keys add constraint api_keys_scopes_known CHECK (((scopes <@ ARRAY['read'::text, 'write'::text, 'refresh'::text, 'ops'::text, 'admin'::text]) AND (cardinality(scopes) > 0)));

alter table api_keys add constraint api_keys_pkey PRIMARY KEY (id);

alter table api_keys add constraint api_keys_prefix_key UNIQUE (prefix);

alter table assets add constraint assets_currency_form CHECK ((currency ~ '^[A-Z]{3}$'::text));

alter table assets add constraint assets_fetch_source_form CHECK ((fetch_source ~ '^[a-z0-9-]{1,40}$'::text));

alter table assets add constraint assets_kind_known CHECK ((kind = ANY (ARRAY['equity'::text, 'etf'::text, 'index'::text, 'fx'::text])));

alter table assets add constraint assets_symbol_form CHECK ((symbol ~ '^[A-Z0-9.^=/-]{1,20}$'::text));

alter table assets add constraint assets_pkey PRIMARY KEY (id);

alter table assets add constraint assets_symbol_key UNIQUE (symbol);

alter table cleanups add constraint cleanups_pkey PRIMARY KEY (id);

alter table cleanups add constraint cleanups_job_key UNIQUE (job_id);

alter table data_version add constraint data_version_one_row CHECK (singleton);

alter table data_version add constraint data_version_pkey PRIMARY KEY (singleton);

alter table index_value_revisions add constraint index_value_revisions_pkey PRIMARY KEY (index_id, date, superseded_by);

alter table index_values add constraint index_values_positive CHECK (((value > (0)::double precision) AND (value < 'Infinity'::double precision)));

alter table index_values add constraint index_values_pkey PRIMARY KEY (index_id, date);

alter table indices add constraint indices_base_value_positive CHECK (((base_value > (0)::double precision) AND (base_value < 'Infinity'::double precision)));

alter table indices add constraint indices_currency_form CHECK ((currency ~ '^[A-Z]{3}$'::text));

alter table indices add constraint indices_slug_form CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text));

alter table indices add constraint indices_pkey PRIMARY KEY (id);

alter table indices add constraint indices_slug_key UNIQUE (slug);

alter table invitations add constraint invitations_email_lower_case CHECK ((email = lower(email)));

alter table invitations add constraint invitations_pkey PRIMARY KEY (id);

alter table invitations add constraint invitations_email_key UNIQUE (email);

alter table password_resets add constraint password_resets_user_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table password_resets add constraint password_resets_pkey PRIMARY KEY (user_id);

alter table password_resets add constraint password_resets_code_key UNIQUE (code_hash);

alter table price_revisions add constraint price_revisions_pkey PRIMARY KEY (asset_id, date, superseded_by);

alter table prices add constraint prices_bar_finite CHECK (((open > (0)::numeric) AND (open < 'Infinity'::numeric) AND (high > (0)::numeric) AND (high < 'Infinity'::numeric) AND (low > (0)::numeric) AND (low < 'Infinity'::numeric)));

alter table prices add constraint prices_close_positive CHECK (((close > (0)::numeric) AND (close < 'Infinity'::numeric)));

alter table prices add constraint prices_volume_finite CHECK (((volume >= (0)::numeric) AND (volume < 'Infinity'::numeric)));

alter table prices add constraint prices_pkey PRIMARY KEY (asset_id, date);

alter table quarantined_prices add constraint quarantined_prices_pkey PRIMARY KEY (id);

alter table rebalances add constraint rebalances_pkey PRIMARY KEY (index_id, date);

alter table refresh_tokens add constraint refresh_tokens_session_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE;

alter table refresh_tokens add constraint refresh_tokens_pkey PRIMARY KEY (token_hash);

alter table rehearsals add constraint rehearsals_pkey PRIMARY KEY (idempotency_key);

alter table reports add constraint reports_end CHECK (((status = 'queued'::text) = (ended_at IS NULL)));

alter table reports add constraint reports_period_positive CHECK ((period_days > 0));

alter table reports add constraint reports_ready_has_content CHECK (((status = 'ready'::text) = (content IS NOT NULL)));

alter table reports add constraint reports_status_known CHECK ((status = ANY (ARRAY['queued'::text, 'ready'::text, 'failed'::text])));

alter table reports add constraint reports_type_known CHECK ((type = ANY (ARRAY['performance'::text, 'allocation'::text, 'risk'::text])));

alter table reports add constraint reports_index_fkey FOREIGN KEY (index_id) REFERENCES indices(id);

alter table reports add constraint reports_pkey PRIMARY KEY (id);

alter table risk_metric_revisions add constraint risk_metric_revisions_pkey PRIMARY KEY (index_id, date, superseded_by);

alter table risk_metrics add constraint risk_metrics_finite CHECK (((total_return > '-Infinity'::double precision) AND (total_return < 'Infinity'::double precision) AND (annualized_return > '-Infinity'::double precision) AND (annualized_return < 'Infinity'::double precision) AND (volatility > '-Infinity'::double precision) AND (volatility < 'Infinity'::double precision) AND (sharpe_ratio > '-Infinity'::double precision) AND (sharpe_ratio < 'Infinity'::double precision) AND (sortino_ratio > '-Infinity'::double precision) AND (sortino_ratio < 'Infinity'::double precision) AND (max_drawdown > '-Infinity'::double precision) AND (max_drawdown < 'Infinity'::double precision) AND (current_drawdown > '-Infinity'::double precision) AND (current_drawdown < 'Infinity'::double precision) AND (calmar_ratio > '-Infinity'::double precision) AND (calmar_ratio < 'Infinity'::double precision) AND (var_95 > '-Infinity'::double precision) AND (var_95 < 'Infinity'::double precision) AND (var_99 > '-Infinity'::double precision) AND (var_99 < 'Infinity'::double precision) AND (beta > '-Infinity'::double precision) AND (beta < 'Infinity'::double precision) AND (correlation > '-Infinity'::double precision) AND (correlation < 'Infinity'::double precision) AND (tracking_error > '-Infinity'::double precision) AND (tracking_error < 'Infinity'::double precision) AND (information_ratio > '-Infinity'::double precision) AND (information_ratio < 'Infinity'::double precision)));

alter table risk_metrics add constraint risk_metrics_pkey PRIMARY KEY (index_id, date);

alter table runs add constraint runs_end CHECK (((status = 'running'::text) = (finished_at IS NULL)));

alter table runs add constraint runs_kind_known CHECK ((kind = ANY (ARRAY['demo'::text, 'import'::text, 'refresh'::text, 'correction'::text, 'correction-release'::text, 'quarantine-release'::text, 'recompute'::text, 'revert'::text])));

alter table runs add constraint runs_status_known CHECK ((status = ANY (ARRAY['running'::text, 'succeeded'::text, 'failed'::text])));

alter table runs add constraint runs_version_has_instant CHECK (((data_version IS NULL) = (recorded_at IS NULL)));

alter table runs add constraint runs_reverts_fkey FOREIGN KEY (reverts) REFERENCES runs(id);

alter table runs add constraint runs_pkey PRIMARY KEY (id);

alter table runs add constraint runs_data_version_key UNIQUE (data_version);

alter table sessions add constraint sessions_user_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

alter table sessions add constraint sessions_pkey PRIMARY KEY (id);

alter table strategy_config_changes add constraint strategy_config_changes_index_fkey FOREIGN KEY (index_id) REFERENCES indices(id);

alter table strategy_config_changes add constraint strategy_config_changes_run_fkey FOREIGN KEY (run_id) REFERENCES runs(id);

alter table strategy_config_changes add constraint strategy_config_changes_pkey PRIMARY KEY (id);

alter table strategy_configs add constraint strategy_configs_confidence_range CHECK (((ai_confidence_score >= (0)::double precision) AND (ai_confidence_score <= (1)::double precision)));

alter table strategy_configs add constraint strategy_configs_index_fkey FOREIGN KEY (index_id) REFERENCES indices(id);

alter table strategy_configs add constraint strategy_configs_pkey PRIMARY KEY (index_id);

alter table users add constraint users_can_sign_in CHECK (((password_hash IS NOT NULL) OR (google_subject IS NOT NULL)));

alter table users add constraint users_email_lower_case CHECK ((email = lower(email)));

alter table users add constraint users_role_known CHECK ((role = ANY (ARRAY['user'::text, 'admin'::text])));

alter table users add constraint users_pkey PRIMARY KEY (id);

alter table users add constraint users_email_key UNIQUE (email);

alter table users add constraint users_google_subject_key UNIQUE (google_subject);

CREATE UNIQUE INDEX alerts_one_open ON public.alerts USING btree (cause, subject) WHERE (recovered_at IS NULL);

CREATE INDEX price_revisions_superseded_by ON public.price_revisions USING btree (superseded_by);

CREATE INDEX prices_demo ON public.prices USING btree (asset_id) WHERE (source = 'demo'::text);

CREATE INDEX prices_run_id ON public.prices USING btree (run_id);

CREATE UNIQUE INDEX quarantined_prices_once ON public.quarantined_prices USING btree (symbol, date, rule, md5((bar)::text), source) WHERE (released_at IS NULL);

CREATE INDEX refresh_tokens_session_id ON public.refresh_tokens USING btree (session_id);

CREATE UNIQUE INDEX runs_idempotency_key ON public.runs USING btree (idempotency_key) WHERE (idempotency_key IS NOT NULL);

CREATE UNIQUE INDEX runs_one_refresh ON public.runs USING btree (kind) WHERE ((status = 'running'::text) AND (kind = 'refresh'::text));

CREATE INDEX runs_reverts ON public.runs USING btree (reverts) WHERE (reverts IS NOT NULL);

CREATE INDEX sessions_user_id ON public.sessions USING btree (user_id);

CREATE INDEX strategy_config_changes_index ON public.strategy_config_changes USING btree (index_id, id);

CREATE TRIGGER allocations_touch_on_delete AFTER DELETE ON public.allocations REFERENCING OLD TABLE AS touched_rows FOR EACH STATEMENT EXECUTE FUNCTION touch_rebalances();

CREATE TRIGGER allocations_touch_on_insert AFTER INSERT ON public.allocations REFERENCING NEW TABLE AS touched_rows FOR EACH STATEMENT EXECUTE FUNCTION touch_rebalances();

CREATE TRIGGER allocations_touch_on_update AFTER UPDATE ON public.allocations REFERENCING NEW TABLE AS touched_rows FOR EACH STATEMENT EXECUTE FUNCTION touch_rebalances();

CREATE TRIGGER assets_keep_row BEFORE DELETE ON public.assets FOR EACH ROW EXECUTE FUNCTION keep_row();

CREATE TRIGGER cleanups_keep_row BEFORE DELETE ON public.cleanups FOR EACH ROW EXECUTE FUNCTION keep_row();

CREATE TRIGGER indices_keep_row BEFORE DELETE ON public.indices FOR EACH ROW EXECUTE FUNCTION keep_row();

CREATE CONSTRAINT TRIGGER allocations_sum_to_one AFTER INSERT OR UPDATE ON public.rebalances DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_weights();

CREATE TRIGGER runs_keep_row BEFORE DELETE ON public.runs FOR EACH ROW EXECUTE FUNCTION keep_row();

CREATE TRIGGER strategy_config_changes_keep_row BEFORE DELETE ON public.strategy_config_changes FOR EACH ROW EXECUTE FUNCTION keep_row();
