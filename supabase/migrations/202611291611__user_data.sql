-- What users keep: preferences, and notes on games. No load, build or deletion of a game touches it. A user sees and writes
-- his own rows, by `sub` of the request's claims, as PostgREST sets them and the HTTP API does; earlier rows are kept.

create function ops.current_user_id() returns text
language sql
stable
set search_path = ''
as $$
    select nullif(case when starts_with(claims.value, '{') then cast(claims.value as jsonb) ->> 'sub' end, '')
    from (select current_setting('request.jwt.claims', true) as value) as claims;
$$;
comment on function ops.current_user_id is 'The user of a request: sub of its claims; NULL without.';
revoke execute on function ops.current_user_id from public;
grant execute on function ops.current_user_id to authenticated, service_role;

create table public.user_preferences (
    user_id text primary key default ops.current_user_id() check (length(user_id) between 1 and 200),
    favorite_team text check (length(favorite_team) between 1 and 200),
    favorite_players text[] not null default '{}' check (cardinality(favorite_players) <= 1000),
    settings jsonb not null default '{}' check (
        jsonb_typeof(settings) = 'object' and octet_length(cast(settings as text)) <= 65536
    ),
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp()
);
comment on table public.user_preferences is 'One row per user: what a dashboard shows him first.';
comment on column public.user_preferences.user_id is
'Of the request''s claims: a user''s id on Supabase, else the name of the API key, the signed-in user or the local user.';
comment on column public.user_preferences.favorite_team is 'A team_id.';
comment on column public.user_preferences.favorite_players is 'Values of player_id.';
comment on column public.user_preferences.settings is 'Whatever a dashboard keeps; up to 64 kB.';

create table public.game_notes (
    note_id bigint generated always as identity primary key,
    game_id integer not null check (game_id > 0),
    user_id text not null default ops.current_user_id() check (length(user_id) between 1 and 200),
    note_text text not null check (length(note_text) between 1 and 10000),
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp()
);
comment on table public.game_notes is 'One row per note of a user on a game; the game may be unknown yet, or deleted.';
comment on column public.game_notes.user_id is 'As in user_preferences.';
create index game_notes_user on public.game_notes (user_id, game_id);

create table ops.user_data_history (
    change_id bigint generated always as identity primary key,
    table_name text not null,
    user_id text not null,
    operation text not null check (operation in ('update', 'delete')),
    content jsonb not null,
    changed_at timestamptz not null default clock_timestamp(),
    changed_by text not null
);
comment on table ops.user_data_history is 'One row per change of a row of users: the row as it was until then.';
create index user_data_history_user on ops.user_data_history (user_id, change_id);

create function ops.keep_user_data() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' then
        if to_jsonb(new) - 'updated_at' = to_jsonb(old) - 'updated_at' then
            return old;
        end if;
        new.updated_at := clock_timestamp();
    end if;
    insert into ops.user_data_history (table_name, user_id, operation, content, changed_by)
    values (tg_table_name, old.user_id, lower(tg_op), to_jsonb(old), ops.writer());
    return case when tg_op = 'UPDATE' then new else old end;
end;
$$;
revoke execute on function ops.keep_user_data from public;

create trigger keep_user_data before update or delete on public.user_preferences
for each row execute function ops.keep_user_data();
create trigger keep_user_data before update or delete on public.game_notes
for each row execute function ops.keep_user_data();

select ops.set_access('public.user_preferences', true);
select ops.set_access('public.game_notes', true);

create policy own on public.user_preferences for all to authenticated
using (user_id = (select ops.current_user_id())) with check (user_id = (select ops.current_user_id()));
create policy own on public.game_notes for all to authenticated
using (user_id = (select ops.current_user_id())) with check (user_id = (select ops.current_user_id()));

grant select, delete on public.user_preferences, public.game_notes to authenticated;
grant insert (user_id, favorite_team, favorite_players, settings), update (user_id, favorite_team, favorite_players, settings)
on public.user_preferences to authenticated;
grant insert (game_id, user_id, note_text), update (note_text) on public.game_notes to authenticated;
