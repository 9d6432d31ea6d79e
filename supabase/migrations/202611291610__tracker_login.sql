-- The HTTP API writes a tracker's rows as benchsight_tracker, whose grants and policies decide what it may write. Its login
-- migrates and builds too; unless it is a superuser, it needs that role to take it on.

do $$
begin
    if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
        execute format('grant benchsight_tracker to %I', current_user);
    end if;
exception when insufficient_privilege then
    raise notice 'the HTTP API cannot write rows of a tracker until an administrator runs: grant benchsight_tracker to %', current_user;
end;
$$;

comment on column ops.api_keys.scopes is
'read: published data, own notes; track: staged events and shifts by row; load: uploads, builds, queue and jobs; admin: all.';
