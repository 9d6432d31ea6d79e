-- Who may do what: the roles of Supabase's API, and one for the tracker. Nobody but the owner, who migrates and builds,
-- writes what is published; the API's roles read it.

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

grant usage on schema public to anon, authenticated, service_role, benchsight_tracker;
revoke create on schema public from public, anon, authenticated, service_role, benchsight_tracker;

-- Supabase gives its API roles every right on every new table of public; here they may read what is published.
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public grant select on tables to anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
-- A function can be called by all unless this is taken away: for every schema, since defaults of a schema only add.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke execute on functions from anon, authenticated, service_role;

-- What is staged holds names and raw exports: it is for the owner, the administrator's key and, in part, the tracker.
revoke all on all tables in schema public from anon, authenticated, service_role, benchsight_tracker;
revoke all on all sequences in schema public from anon, authenticated, service_role, benchsight_tracker;
revoke execute on all functions in schema ops from public;
grant select on all tables in schema public to service_role;
