-- Uploads: jobs that load files, and the problems found in them.

-- The code knows the kinds of jobs; a list here would have to grow with each of them.
alter table ops.api_jobs drop constraint api_jobs_kind_check;
alter table ops.api_jobs add constraint api_jobs_kind_check check (kind ~ '^[a-z][a-z_]{0,49}$');

create table ops.upload_problems (
    job_id uuid not null references ops.api_jobs (job_id) on delete cascade,
    problem_number integer not null,
    is_reject boolean not null,
    reason text not null,
    file_name text not null,
    sheet text,
    row_number integer,
    table_name text,
    game_id integer,
    column_name text,
    value text,
    expected text,
    primary key (job_id, problem_number)
);
comment on table ops.upload_problems is 'One row per problem in the files of an upload: rejected rows, then notes on rows that landed.';
comment on column ops.upload_problems.is_reject is 'True if the row did not land, or would not (preview).';
comment on column ops.upload_problems.file_name is 'Name of the file as it was uploaded.';
comment on column ops.upload_problems.row_number is 'Row as a spreadsheet program shows it; NULL if the problem is of a whole file.';
