-- A counter per game that grows with every committed change of what is staged for it, so that a build knows what is due.

create schema if not exists ops;
comment on schema ops is 'Bookkeeping of BenchSight itself: which games changed, which are being built, what was built when.';

create table ops.game_inputs (
    game_id integer primary key,
    input_version bigint not null default 1,
    changed_at timestamptz not null default clock_timestamp()
);
comment on table ops.game_inputs is 'One row per game with staged input; the game is due when input_version is ahead of the version it was built from.';

create function ops.note_changed_games(game_ids integer[]) returns void
language sql
security definer
set search_path = ''
as $$
    insert into ops.game_inputs as g (game_id)
    select changed.game_id
    from (select distinct u.id as game_id from unnest(game_ids) as u (id) where u.id is not null) as changed
    order by changed.game_id  -- one order for all writers: two loads of several games cannot deadlock here
    on conflict (game_id) do update set input_version = g.input_version + 1, changed_at = clock_timestamp();
$$;

create function ops.note_inserted_games() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform ops.note_changed_games(array(select distinct game_id from new_rows));
    return null;
end;
$$;

create function ops.note_deleted_games() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform ops.note_changed_games(array(select distinct game_id from old_rows));
    return null;
end;
$$;

create function ops.note_updated_games() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform ops.note_changed_games(array(select game_id from new_rows union select game_id from old_rows));
    return null;
end;
$$;

-- Events and shifts carry `processed`, which the builder sets. That alone is no change of the input.
create function ops.note_rewritten_games() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    perform ops.note_changed_games(array(
        select distinct game_id from new_rows where written_xid = pg_current_xact_id()
    ));
    return null;
end;
$$;

-- Keeps the transaction that last wrote a row: a build marks as processed exactly the rows its snapshot could see.
create function ops.stamp_rewritten_row() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if to_jsonb(new) - 'processed' = to_jsonb(old) - 'processed' then
        return new;
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

-- Gives a staging table of games the statement triggers that keep the counter.
create function ops.watch_game_inputs(target regclass, on_update text) returns void
language plpgsql
set search_path = ''
as $$
begin
    execute format('create trigger note_insert after insert on %s referencing new table as new_rows
                    for each statement execute function ops.note_inserted_games()', target);
    execute format('create trigger note_delete after delete on %s referencing old table as old_rows
                    for each statement execute function ops.note_deleted_games()', target);
    execute format('create trigger note_update after update on %s referencing old table as old_rows new table as new_rows
                    for each statement execute function ops.%I()', target, on_update);
end;
$$;
