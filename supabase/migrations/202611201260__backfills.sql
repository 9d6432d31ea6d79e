-- Columns that come later are filled from the raw row of what is staged already: how far each backfill is, and the first one.

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
comment on table ops.backfills is 'One row per backfill that began; it goes on behind its cursor, which moves in the transaction of each batch.';
comment on column ops.backfills.cursor is 'Key of the last row that was looked at; NULL at the start of a pass.';
comment on column ops.backfills.rows_done is 'Rows looked at in this pass.';
comment on column ops.backfills.rows_changed is 'Rows written, in all passes.';
comment on column ops.backfills.rows_skipped is 'Rows of this pass that somebody else was writing; another pass looks at them.';

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

alter table public.staging_events add column video_seconds integer check (video_seconds between 0 and 86400);
comment on column public.staging_events.video_seconds is
'Second of the tracker''s video at which the event happened, intermissions included, as a workbook counts it; NULL where the source does not say.';

-- What a backfill fills was in the raw row all the time: it is no change of the input. It names the columns it fills in
-- benchsight.backfilled_columns; a change of any other column counts as ever.
create or replace function ops.stamp_rewritten_row() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    marked record := old;
    filled constant text := current_setting('benchsight.backfilled_columns', true);
    ignored text[];
begin
    marked.processed := new.processed;
    if new is not distinct from marked then
        return new;
    end if;
    if filled <> '' then
        ignored := string_to_array(filled, ',');
        if to_jsonb(new) - ignored = to_jsonb(marked) - ignored then
            return new;
        end if;
    end if;
    if new.game_id <> old.game_id then
        raise exception 'a staged row cannot move from game % to game %: delete it and insert it again', old.game_id, new.game_id;
    end if;
    new.processed := false;
    new.updated_at := clock_timestamp();
    new.written_xid := pg_current_xact_id();
    return new;
end;
$$;

revoke execute on all functions in schema ops from public;
