-- The audit trail of loads, the rows that could not be landed, the queue, and what was built from which input.

create table public.load_history (
    id bigint generated always as identity primary key,
    load_id uuid not null,
    table_name varchar(63) not null,
    operation varchar(20) not null check (operation in ('replace', 'append', 'upsert', 'merge', 'delete')),
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
    initiated_by varchar(100) not null default current_user
);
comment on table public.load_history is 'One row per load, file and table: what was asked for, what came of it, who did it.';
create index load_history_table on public.load_history (table_name, started_at desc);
create index load_history_game on public.load_history (game_id) where game_id is not null;
create index load_history_open on public.load_history (status) where status in ('started', 'failed');
create index load_history_load on public.load_history (load_id);

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

create table public.etl_queue (
    id bigint generated always as identity primary key,
    game_id integer check (game_id > 0),
    operation varchar(50) not null default 'process_game',
    tables text[],
    status varchar(20) not null default 'pending' check (status in ('pending', 'processing', 'completed', 'failed')),
    priority integer not null default 5,
    requested_at timestamptz not null default now(),
    started_at timestamptz,
    completed_at timestamptz,
    error_message text,
    requested_by varchar(100) default current_user
);
comment on table public.etl_queue is 'Games waiting to be built; a higher priority goes first.';
create index etl_queue_status on public.etl_queue (status);
create index etl_queue_next on public.etl_queue (priority desc, requested_at) where status = 'pending';

create table ops.build_runs (
    build_id bigint generated always as identity primary key,
    started_at timestamptz not null default clock_timestamp(),
    completed_at timestamptz,
    status text not null default 'running' check (status in ('running', 'completed', 'failed')),
    code_version text not null,
    input_snapshot pg_snapshot not null,
    game_count integer not null,
    selection text,
    error_message text,
    initiated_by text not null default current_user
);
comment on table ops.build_runs is 'One row per build: when, of how many games, by which version of the code, seeing which transactions.';

create table ops.build_scope (
    game_id integer primary key,
    input_version bigint
);
comment on table ops.build_scope is 'The games of the build that runs now; every per-game model reads it. Guarded by the build lock.';

create table ops.game_builds (
    game_id integer primary key,
    built_at timestamptz not null,
    build_id bigint not null references ops.build_runs (build_id),
    input_version bigint not null,
    code_version text not null
);
comment on table ops.game_builds is 'One row per built game: the input version and code its facts come from.';
