-- The roles of Supabase's API, and one for the tracker. Nobody but the owner, who migrates and builds, writes what is
-- published; the API's roles read it.

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

-- Nothing is said here of tables, defaults or functions that are not ours: the same schema may hold a user's own. What is
-- ours says itself who may do what (202611281200__access.sql, and dbt when it makes a table).
-- Also applied as: d5f0597f9c47b9fc
grant usage on schema public to anon, authenticated, service_role, benchsight_tracker;
