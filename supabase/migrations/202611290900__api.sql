-- Tables of the HTTP API: the keys of its callers, and the jobs that take longer than a request.

create table ops.api_keys (
    key_id bigint generated always as identity primary key,
    name text not null check (name ~ '^[[:alnum:]][[:alnum:] ._@-]{0,79}$'),
    key_hash bytea not null unique check (octet_length(key_hash) = 32),
    scopes text[] not null check (
        cardinality(scopes) > 0 and scopes <@ array['read', 'track', 'load', 'admin']
    ),
    requests_per_minute integer not null check (requests_per_minute > 0),
    created_at timestamptz not null default clock_timestamp(),
    created_by text not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);
comment on table ops.api_keys is 'One row per API key; the key itself is shown once, when it is created, and stored nowhere.';
comment on column ops.api_keys.key_hash is 'SHA-256 of the key, which is random: 256 bits.';
comment on column ops.api_keys.scopes is 'read: what is published; track: reserved for writes of staged events and shifts; load: builds, rebuilds, queue and jobs; admin: everything.';
create unique index api_keys_name on ops.api_keys (name) where revoked_at is null;

create table ops.api_jobs (
    job_id uuid primary key default gen_random_uuid(),
    lock_number integer generated always as identity unique,
    kind text not null check (kind in ('build', 'plan', 'rebuild', 'delete_game', 'queue')),
    arguments jsonb not null,
    status text not null default 'pending' check (
        status in ('pending', 'running', 'completed', 'failed', 'cancelled')
    ),
    progress smallint not null default 0 check (progress between 0 and 100),
    current_step text,
    result jsonb,
    error_message text,
    requested_by text not null,
    requested_at timestamptz not null default clock_timestamp(),
    started_at timestamptz,
    claimed_at timestamptz,
    completed_at timestamptz,
    attempts integer not null default 0,
    cancel_requested_at timestamptz,
    cancelled_by text,
    constraint api_jobs_end_check check (
        (completed_at is not null) = (status in ('completed', 'failed', 'cancelled'))
    )
);
comment on table ops.api_jobs is 'One row per job that was requested over HTTP. A running job is held by the advisory lock (1245790066, lock_number) of its process.';
comment on column ops.api_jobs.progress is 'Share of its steps that are done, 0 to 100.';
comment on column ops.api_jobs.attempts is 'How often it was started: a job whose process died starts again.';
create index api_jobs_open on ops.api_jobs (requested_at) where status in ('pending', 'running');
create index api_jobs_latest on ops.api_jobs (requested_at desc, job_id);

-- Notify the runner of jobs and everybody who follows a job.
create function ops.notify_of_job() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform pg_notify('benchsight_jobs', cast(json_build_object(
        'job_id', new.job_id, 'status', new.status, 'progress', new.progress,
        'current_step', left(new.current_step, 200), 'cancel', new.cancel_requested_at is not null
    ) as text));
    return null;
end;
$$;
revoke execute on function ops.notify_of_job from public;
create trigger notify_of_job after insert or update on ops.api_jobs
for each row execute function ops.notify_of_job();
