-- Runs of the loader, phase by phase: what was asked for, how far it came, what each step cost, and why it failed.

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
comment on column ops.ingest_files.path is 'As it was named or found; source_file is the absolute path.';
comment on column ops.ingest_files.is_named is 'Named itself, not found in a folder: it is meant, so that unknown content is a failure.';

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

-- The rows of one file among those of thousands of files of a load.
create index load_history_load_file on public.load_history (load_id, source_file);
drop index public.load_history_load;

revoke all on public.ingest_logs from anon, authenticated, benchsight_tracker;
