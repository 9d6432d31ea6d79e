-- Schema of the bookkeeping, and the roles of the API: Supabase's three, and one for the tracker.

create schema if not exists ops;
comment on schema ops is 'Bookkeeping of BenchSight itself: which games changed, which are being built, what was built when.';

do $$
declare
    name text;
begin
    foreach name in array array['anon', 'authenticated', 'service_role', 'benchsight_tracker'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = name) then
            begin
                execute format('create role %I nologin noinherit', name);
            exception when duplicate_object or unique_violation then
                null;  -- another database of this server was migrated in the same moment
            end;
        end if;
    end loop;
    -- The login of PostgREST takes on the role that a key names.
    if exists (select from pg_catalog.pg_roles where rolname = 'authenticator') then
        execute 'grant benchsight_tracker to authenticator';
    end if;
end;
$$;

-- Grants, policies and default privileges of tables that are not ours stay as they are: the same schema may hold a user's own.
-- Each table of ours gets its rights in access.sql, or from dbt when it creates the table.
grant usage on schema public to anon, authenticated, service_role, benchsight_tracker;
