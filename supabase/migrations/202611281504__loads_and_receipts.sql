-- Loads: the audit trail, rejected rows, receipts of files, checkpoints of the loader by phase, backfills, and fitted models.

create table public.load_history (
    id bigint generated always as identity primary key,
    load_id uuid not null,
    table_name varchar(63) not null,
    operation varchar(20) check (operation in ('replace', 'append', 'upsert', 'merge', 'delete', 'fill_gaps')),
    scope varchar(20) not null default 'file' check (scope in ('all', 'game', 'file', 'table', 'category')),
    game_id integer,
    source_file text,
    source_format text,
    rows_read integer,
    rows_inserted integer,
    rows_updated integer,
    rows_unchanged integer,
    rows_deleted integer,
    rows_rejected integer,
    rows_affected integer generated always as (
        coalesce(rows_inserted, 0) + coalesce(rows_updated, 0) + coalesce(rows_deleted, 0)
    ) stored,
    started_at timestamptz not null,
    completed_at timestamptz,
    duration_ms integer,
    status varchar(20) not null default 'started' check (status in ('started', 'completed', 'failed', 'skipped')),
    error_message text,
    initiated_by varchar(100) not null default current_user,
    queue_id bigint
);
comment on table public.load_history is 'One row per load, file and table: the request, the outcome, and who made it.';
comment on column public.load_history.operation is 'NULL if the request named no known operation. fill_gaps: a secondary source, which changes no row of another file.';
comment on column public.load_history.queue_id is 'The request in etl_queue; the row is started until a worker has done it.';

create index load_history_table on public.load_history (table_name, started_at desc);
create index load_history_game on public.load_history (game_id) where game_id is not null;
create index load_history_open on public.load_history (status) where status in ('started', 'failed');
create index load_history_load_file on public.load_history (load_id, source_file);
create index load_history_queue on public.load_history (queue_id) where queue_id is not null;
create index load_history_file on public.load_history (source_file, id);
create index load_history_rejected on public.load_history (source_file) where rows_rejected > 0;
create index load_history_started on public.load_history (started_at);

create table public.staging_rejects (
    id bigint generated always as identity primary key,
    load_id uuid not null,
    table_name varchar(63) not null,
    game_id integer,
    source_file text not null,
    sheet text,
    row_number integer,
    column_name text,
    value text,
    expected text not null,
    reason text not null,
    raw jsonb,
    created_at timestamptz not null default now()
);
comment on table public.staging_rejects is 'Rows that did not fit their table, with the reason and the row as it came. Loading the same file again replaces its rejects.';
create index staging_rejects_load on public.staging_rejects (load_id);
create index staging_rejects_file on public.staging_rejects (source_file);
create index staging_rejects_game on public.staging_rejects (game_id);

create table ops.file_receipts (
    source_file text primary key,
    receipt_key text not null,
    games integer[] not null,
    input_versions bigint[] not null,
    changed_at timestamptz[] not null,
    without_schedule boolean not null,
    content jsonb not null,
    created_at timestamptz not null default clock_timestamp()
);
comment on table ops.file_receipts is 'One row per file that landed without a reject: what it holds, and the input versions of its games after that.';
comment on column ops.file_receipts.without_schedule is 'Whether there was no schedule; once there is one, the file is read again.';
comment on column ops.file_receipts.receipt_key is 'Hash of the file, the options and the loader''s code; with another key the file is read again.';

create table ops.ingest_runs (
    run_id uuid primary key,
    lock_key integer generated always as identity unique,
    arguments jsonb not null,
    status text not null default 'running' check (status in ('running', 'completed', 'failed')),
    started_at timestamptz not null default clock_timestamp(),
    resumed_at timestamptz,
    completed_at timestamptz,
    error_message text,
    code_version text not null,
    initiated_by varchar(100) not null default current_user
);
comment on table ops.ingest_runs is 'One row per call of load; run_id is the load_id of what it landed.';
comment on column ops.ingest_runs.lock_key is 'The loader holds an advisory lock on it: a run that says running without that lock was killed.';
comment on column ops.ingest_runs.arguments is 'Paths, folder they were named in, and options, from which the run can be resumed.';
create index ingest_runs_started on ops.ingest_runs (started_at desc);

create table ops.ingest_files (
    run_id uuid not null references ops.ingest_runs (run_id) on delete cascade,
    source_file text not null,
    path text not null,
    is_named boolean not null,
    sha256 text not null,
    bytes bigint not null,
    primary key (run_id, source_file)
);
comment on table ops.ingest_files is 'One row per run and file that it fetched; a resumed run only goes on with files that are still the same.';
comment on column ops.ingest_files.path is 'Path as given or found; source_file is the absolute path.';
comment on column ops.ingest_files.is_named is 'Whether the user named the file; then unknown content is a failure, in a folder it is skipped.';

create table public.ingest_logs (
    id bigint generated always as identity primary key,
    run_id uuid not null references ops.ingest_runs (run_id) on delete cascade,
    phase varchar(20) not null check (
        phase in ('fetch', 'validate', 'transform', 'upsert_members', 'upsert_games', 'snapshot', 'stats')
    ),
    attempt integer not null default 1 check (attempt > 0),
    status varchar(20) not null default 'started' check (status in ('started', 'completed', 'failed', 'skipped')),
    source_file text,
    game_id integer,
    started_at timestamptz not null default clock_timestamp(),
    completed_at timestamptz,
    duration_ms integer,
    files integer,
    rows_in integer,
    rows_out integer,
    rows_changed integer,
    rows_unchanged integer,
    rows_rejected integer,
    bytes bigint,
    error jsonb,
    code_version text not null,
    payload_version text,
    unique nulls not distinct (run_id, phase, source_file, game_id, attempt)
);
comment on table public.ingest_logs is 'Checkpoints of the loader: a row per run, phase and attempt; one per file where files land or fail; one per game of a snapshot.';
comment on column public.ingest_logs.source_file is 'NULL for the row of a whole phase.';
comment on column public.ingest_logs.error is 'type, message, file, sqlstate, and whether it may pass if tried again (is_transient).';
comment on column public.ingest_logs.rows_out is 'Rows that left the step good; of a snapshot, the earlier versions of rows that it kept.';
comment on column public.ingest_logs.rows_changed is 'Rows inserted, updated and deleted.';
comment on column public.ingest_logs.payload_version is 'Version of the staging contract, then the content: a hash of the file, or of all files of the run; of a snapshot, the input version of the game.';
create index ingest_logs_started on public.ingest_logs (started_at desc);
create index ingest_logs_open on public.ingest_logs (status) where status in ('started', 'failed');
create index ingest_logs_game on public.ingest_logs (game_id) where game_id is not null;
create index ingest_logs_phase on public.ingest_logs (phase, started_at desc) where source_file is null and game_id is null;

create table ops.backfills (
    name text primary key,
    cursor jsonb,
    batch_size integer not null check (batch_size > 0),
    rows_total bigint not null,
    rows_done bigint not null default 0,
    rows_changed bigint not null default 0,
    rows_skipped bigint not null default 0,
    passes integer not null default 1,
    status text not null default 'running' check (status in ('running', 'completed', 'failed')),
    started_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    completed_at timestamptz,
    error_message text
);
comment on table ops.backfills is 'One row per backfill that was started; it continues behind its cursor, which moves in the transaction of each batch.';
comment on column ops.backfills.cursor is 'Key of the last row read; NULL at the start of a pass.';
comment on column ops.backfills.rows_done is 'Rows read in this pass.';
comment on column ops.backfills.rows_changed is 'Rows written, in all passes.';
comment on column ops.backfills.rows_skipped is 'Rows of this pass that another session was writing; another pass takes them.';

-- The rules of a column that is filled from raw are those of the reader, which fills it in new loads.
create function ops.video_second(raw jsonb) returns integer
language sql
immutable
parallel safe
set search_path = ''
as $$
    select case
        when written ~ '^[+-]?([0-9]{1,15}(\.[0-9]*)?|\.[0-9]+)$'
            then case
                when cast(written as numeric) between 0 and 86400 and cast(written as numeric) % 1 = 0
                    then cast(cast(written as numeric) as integer)
            end
    end
    from (
        select btrim(coalesce(
            raw ->> 'running_video_time',  -- of a workbook
            raw ->> 'video_seconds',  -- of a CSV file in the form of the table
            (
                select value from jsonb_each_text(case jsonb_typeof(raw) when 'object' then raw end)
                where lower(key) in ('running_video_time', 'video_seconds')
                order by lower(key)
                limit 1
            )
        ), E' \t\n\r\f\v') as written
    ) as cell;
$$;
comment on function ops.video_second is 'Second of the video at which the event of a raw row happened: a whole number of at most a day; NULL for anything else.';

create table public.fitted_metrics (
    entity_type text not null check (entity_type in ('player', 'team')),
    entity_id text not null,
    metric_name text not null,
    season_id text not null,
    as_of date,
    value numeric(10, 4) not null,
    standard_error numeric(10, 4) not null check (standard_error > 0),
    n integer not null check (n > 0),
    games integer not null check (games > 0),
    toi_seconds integer not null check (toi_seconds >= 0),
    is_reliable boolean not null,
    model_version text not null,
    fitted_at timestamptz not null default now(),
    primary key (entity_type, entity_id, metric_name, season_id)
);
comment on table public.fitted_metrics is 'One row per entity, metric and season (all: every game there is) of a fitted model; a new fit replaces the rows of its metrics and season.';
comment on column public.fitted_metrics.as_of is 'Date of the last game that the fit saw; NULL where no game has a date.';
comment on column public.fitted_metrics.standard_error is 'Posterior standard deviation of the value, given the data and the model.';
comment on column public.fitted_metrics.n is 'Observations of the entity: for adjusted plus-minus, its stints.';
comment on column public.fitted_metrics.is_reliable is 'Whether the entity was observed for the minimum that the fit required.';
comment on column public.fitted_metrics.model_version is 'Model, its version and its settings.';
create index fitted_metrics_metric on public.fitted_metrics (metric_name, season_id, value desc);
