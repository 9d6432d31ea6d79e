-- Receipts: what a file that landed holds, and the versions of its games after that. While they stay, loading the same
-- file again has nothing to do and need not read it.

-- A transaction knows by base_version whether anybody else has changed a game since it looked.
alter table ops.game_inputs add column changed_by xid8;
alter table ops.game_inputs add column base_version bigint not null default 0;
comment on column ops.game_inputs.changed_by is 'Transaction of the last change.';
comment on column ops.game_inputs.base_version is 'input_version before the first change of that transaction; 0 where there was none.';

create or replace function ops.note_changed_games(game_ids integer[]) returns void
language sql
security definer
set search_path = ''
as $$
    insert into ops.game_inputs as g (game_id, changed_by)
    select changed.game_id, pg_current_xact_id()
    from (select distinct u.id as game_id from unnest(game_ids) as u (id) where u.id is not null) as changed
    order by changed.game_id  -- one order for all writers: two loads of several games cannot deadlock here
    on conflict (game_id) do update set
        input_version = g.input_version + 1,
        changed_at = clock_timestamp(),
        changed_by = excluded.changed_by,
        base_version = case when g.changed_by = excluded.changed_by then g.base_version else g.input_version end;
$$;

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
comment on column ops.file_receipts.without_schedule is 'There was no schedule; once there is one, the file is read again.';
comment on column ops.file_receipts.receipt_key is 'Hash of the file, of what was asked for and of the loader''s code: another key, and the file is read again.';
