-- Functions that dbt calls for the relations it creates: rights, keys and comments; and what users built on them, which
-- survives when dbt creates them again.

-- A table or view that dbt has just created: everybody reads it, nobody but the owner writes it.
create function ops.publish(target regclass) returns void
language plpgsql
set search_path = ''
as $$
declare
    readers text := 'anon, authenticated, service_role';
    kind "char";
    name text;
begin
    select c.relkind, c.relname into strict kind, name from pg_catalog.pg_class as c where c.oid = target;
    -- what a tracker needs to show a game that is on
    if name ^@ 'live_' or name ^@ 'dim_' then
        readers := readers || ', benchsight_tracker';
    end if;
    execute format('revoke all on %s from public, anon, authenticated, service_role, benchsight_tracker', target);
    execute format('grant select on %s to %s', target, readers);
    if kind = 'r' then
        execute format('alter table %s enable row level security', target);
        execute format('drop policy if exists everybody_reads on %s', target);
        execute format('create policy everybody_reads on %s for select to %s using (true)', target, readers);
    elsif kind = 'v' then
        -- A view of what its readers may read by themselves need not lend them the owner's rights.
        execute format('alter view %s set (security_invoker = %s)', target, not exists (
            select
            from pg_catalog.pg_rewrite as rule
            inner join pg_catalog.pg_depend as d
                on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = rule.oid
                and d.refclassid = 'pg_catalog.pg_class'::regclass
            inner join pg_catalog.pg_class as c on d.refobjid = c.oid and c.oid <> target
            cross join string_to_table(readers, ', ') as reader (name)
            where
                rule.ev_class = target
                and not (
                    has_schema_privilege(reader.name, c.relnamespace, 'usage')
                    and has_table_privilege(reader.name, c.oid, 'select')
                )
        ));
    end if;
end;
$$;
comment on function ops.publish is 'Set the rights of a table or view of models/marts; dbt calls it when it creates one.';

-- Keys are declared as constraints of the models, and added here at the end of a run where they are missing: one join then
-- checks a table; keys that are there from the beginning would check every row by itself.
-- keys: [{"table": "public.fact", "columns": ["player_id"], "parent": "public.dim"}]; without a parent a primary key.
-- Returns what could not be added, each with its reason; skips tables that are not there.
create function ops.add_keys(keys jsonb) returns setof text
language plpgsql
set search_path = ''
as $$
declare
    key record;
    found_index text;
begin
    for key in
        select
            d.child,
            d.parent,
            (select string_agg(format('%I', c.name), ', ' order by c.place) from unnest(d.columns) with ordinality as c (name, place))
                as column_list,
            array(
                select a.attnum
                from unnest(d.columns) with ordinality as c (name, place)
                inner join pg_catalog.pg_attribute as a on a.attrelid = d.child and a.attname = c.name
                order by c.place
            ) as numbers
        from (
            select
                to_regclass(k ->> 'table') as child,
                to_regclass(k ->> 'parent') as parent,
                k ->> 'parent' is null as is_primary,
                array(select jsonb_array_elements_text(k -> 'columns')) as columns
            from jsonb_array_elements(keys) as k
        ) as d
        where d.child is not null and (d.is_primary or d.parent is not null)
        order by d.is_primary desc, cast(d.child as text)
    loop
        if exists (
            select from pg_catalog.pg_constraint as c
            where
                c.conrelid = key.child
                and (
                    (key.parent is null and c.contype = 'p')
                    or (c.contype = 'f' and c.confrelid = key.parent and c.conkey = key.numbers)
                )
        ) then
            continue;
        end if;
        begin
            if key.parent is null then
                -- the unique index that dbt made becomes the key's own
                select i.relname into found_index
                from pg_catalog.pg_index as x
                inner join pg_catalog.pg_class as i on x.indexrelid = i.oid
                where
                    x.indrelid = key.child and x.indisunique and x.indisvalid and x.indpred is null
                    and cast(x.indkey as text) = array_to_string(key.numbers, ' ')
                limit 1;
                execute case
                    when found_index is null then format('alter table %s add primary key (%s)', key.child, key.column_list)
                    else format(
                        'alter table %s add constraint %I primary key using index %I',
                        key.child, (select c.relname || '_pkey' from pg_catalog.pg_class as c where c.oid = key.child), found_index
                    )
                end;
            else
                -- deferrable: a restore writes parents and children in any order
                execute format(
                    'alter table %s add foreign key (%s) references %s deferrable', key.child, key.column_list, key.parent
                );
            end if;
        exception when integrity_constraint_violation or invalid_table_definition or invalid_foreign_key then
            return next format('%s (%s): %s', key.child, key.column_list, sqlerrm);
        end;
    end loop;
end;
$$;
comment on function ops.add_keys is 'Add the declared keys that tables lack, at the end of a dbt run; returns those that the rows do not allow, which the next run tries again.';

-- Rows of dimensions that a build no longer yields. Facts may point to them until they are built in their turn, so they are
-- removed last.
create table ops.gone_rows (
    table_name text,
    key text,
    primary key (table_name, key)
);
comment on table ops.gone_rows is 'Rows of dimensions that the build no longer yields: removed when no fact points to them any more.';

create function ops.remove_gone_rows() returns integer
language plpgsql
set search_path = ''
as $$
declare
    gone record;
    removed integer := 0;
    is_progress boolean := true;
begin
    while is_progress and exists (select from ops.gone_rows) loop
        is_progress := false;
        -- a schedule's row before its teams
        for gone in
            select g.table_name, g.key, a.attname as key_column
            from ops.gone_rows as g
            inner join pg_catalog.pg_constraint as c
                on c.conrelid = to_regclass(format('public.%I', g.table_name)) and c.contype = 'p'
            inner join pg_catalog.pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
            order by g.table_name in ('dim_season', 'dim_team'), g.table_name, g.key
        loop
            begin
                execute format('delete from public.%I where cast(%I as text) = $1', gone.table_name, gone.key_column)
                using gone.key;
                delete from ops.gone_rows as g where g.table_name = gone.table_name and g.key = gone.key;
                removed := removed + 1;
                is_progress := true;
            exception when foreign_key_violation then
                null;  -- a fact still has it
            end;
        end loop;
    end loop;
    return removed;
end;
$$;
comment on function ops.remove_gone_rows is 'Delete rows of dimensions that the build no longer yields and no fact refers to; returns how many. dbt calls it at the end of a run.';

-- Set the comments of a table and its columns to what the models say; writes only those that differ.
create function ops.describe(target regclass, description text, columns jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
    kind text;
    different record;
begin
    select case c.relkind when 'v' then 'view' else 'table' end into kind from pg_catalog.pg_class as c where c.oid = target;
    if description <> '' and obj_description(target, 'pg_class') is distinct from description then
        execute format('comment on %s %s is %L', kind, target, description);
    end if;
    for different in
        select a.attname, d.value as words
        from jsonb_each_text(columns) as d
        inner join pg_catalog.pg_attribute as a on a.attrelid = target and a.attname = d.key and not a.attisdropped
        where d.value <> '' and col_description(target, a.attnum) is distinct from d.value
    loop
        execute format('comment on column %s.%I is %L', target, different.attname, different.words);
    end loop;
end;
$$;
comment on function ops.describe is 'Set the comments of a table and its columns; dbt calls it for what it has just created.';

create table ops.project_relations (
    schema_name text not null,
    relation_name text not null,
    is_table boolean not null,
    is_whole boolean not null default true,
    primary key (schema_name, relation_name)
);
comment on table ops.project_relations is 'The tables and views of the last full build. A build is due if one is missing or not whole.';
comment on column ops.project_relations.is_whole is 'Whether it holds the rows of every game; false while it is recreated, and after a run that filled it for some games only.';

-- The relations of ours that a build has to create: gone from the database, or not whole.
create view ops.missing_relations as
select
    schema_name,
    relation_name,
    is_table
from ops.project_relations
where not is_whole or to_regclass(format('%I.%I', schema_name, relation_name)) is null;
comment on view ops.missing_relations is 'Our tables and views that are missing or not whole; `benchsight build` creates them.';

create table ops.kept_objects (
    kept_id bigint generated always as identity primary key,
    kind text not null check (
        kind in ('view', 'materialized view', 'index', 'foreign key', 'constraint', 'policy', 'trigger', 'publication', 'grants')
    ),
    relation text not null,
    name text not null,
    statements text[] not null,
    kept_at timestamptz not null default clock_timestamp(),
    problem text,
    unique (kind, relation, name)
);
comment on table ops.kept_objects is 'Objects of users on our relations while these are recreated, with their definitions. Empty between builds, except for what could not be restored.';
comment on column ops.kept_objects.relation is 'The relation that it is, or depends on, as SQL names it.';
comment on column ops.kept_objects.statements is 'The statements that create it, in this order.';
comment on column ops.kept_objects.problem is 'Error of the last attempt to restore it; each build tries again. Delete the row to drop it for good.';

-- Views and materialized views that read these relations, through others too; depth 1 is right above.
create function ops.views_above(relations oid[])
returns table (view_oid oid, depth integer)
language sql stable
set search_path = pg_catalog
as $$
    with recursive above as (
        select unnest(relations) as view_oid, 0 as depth
        union
        select rules.ev_class, above.depth + 1
        from above
        join pg_depend as needs on needs.refclassid = 'pg_class'::regclass and needs.refobjid = above.view_oid
        join pg_rewrite as rules on needs.classid = 'pg_rewrite'::regclass and needs.objid = rules.oid
        join pg_class as readers on rules.ev_class = readers.oid and readers.relkind in ('v', 'm')
        where rules.ev_class <> above.view_oid
    )
    select above.view_oid, max(above.depth) from above where above.depth > 0 group by above.view_oid
$$;

-- Describe what would be dropped with these relations and restore_dependents cannot create again, one description a row.
create function ops.blocking_dependents(relations text[])
returns setof text
language sql stable
set search_path = pg_catalog
as $$
    with given as (
        select to_regclass(name)::oid as relation_oid from unnest(relations) as name where to_regclass(name) is not null
    ),
    dropped as (
        select relation_oid from given
        union
        select view_oid from ops.views_above((select array_agg(relation_oid) from given))
    ),
    row_types as (
        select types.oid, types.typarray
        from dropped join pg_class as classes on dropped.relation_oid = classes.oid join pg_type as types on classes.reltype = types.oid
    ),
    referenced as (
        select 'pg_class'::regclass as classid, relation_oid as objid from dropped
        union all
        select 'pg_type'::regclass, oid from row_types
        union all
        select 'pg_type'::regclass, typarray from row_types
    )
    select distinct pg_describe_object(needs.classid, needs.objid, needs.objsubid)
    from referenced
    join pg_depend as needs on needs.refclassid = referenced.classid and needs.refobjid = referenced.objid
    left join pg_rewrite as rules on needs.classid = 'pg_rewrite'::regclass and needs.objid = rules.oid
    left join pg_constraint as keys on needs.classid = 'pg_constraint'::regclass and needs.objid = keys.oid
    left join pg_policy as policies on needs.classid = 'pg_policy'::regclass and needs.objid = policies.oid
    where
        needs.deptype = 'n'
        and not coalesce(rules.ev_class in (select relation_oid from dropped), false)
        and not coalesce(keys.contype = 'f' or keys.conrelid in (select relation_oid from given), false)
        and not coalesce(policies.polrelid in (select relation_oid from given), false)
        and not (needs.classid = 'pg_class'::regclass and needs.objid in (select relation_oid from dropped))
    order by 1
$$;

-- The statements that grant the rights of a relation again, to roles that are neither its owner nor listed.
create function ops.grants_of(relation oid, but_to text[] default '{}')
returns text[]
language sql stable
set search_path = pg_catalog
as $$
    select coalesce(array_agg(statement order by statement), '{}')
    from (
        select format(
            'grant %s on %s to %s%s', rights.privilege_type, relation::regclass,
            case when rights.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(rights.grantee)) end,
            case when rights.is_grantable then ' with grant option' else '' end
        ) as statement, rights.grantee, classes.relowner
        from pg_class as classes, aclexplode(classes.relacl) as rights
        where classes.oid = relation
        union all
        select format(
            'grant %s (%I) on %s to %s%s', rights.privilege_type, columns.attname, relation::regclass,
            case when rights.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(rights.grantee)) end,
            case when rights.is_grantable then ' with grant option' else '' end
        ), rights.grantee, classes.relowner
        from pg_class as classes join pg_attribute as columns on columns.attrelid = classes.oid, aclexplode(columns.attacl) as rights
        where classes.oid = relation and not columns.attisdropped
    ) as listed
    where grantee <> relowner and (grantee = 0 or pg_get_userbyid(grantee) <> all (but_to))
$$;

-- Revoke from everybody but the owner what default privileges granted on a new relation.
create function ops.revoke_defaults(relation regclass)
returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
    role text;
begin
    for role in
        select distinct case when rights.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(rights.grantee)) end
        from pg_class as classes, aclexplode(classes.relacl) as rights
        where classes.oid = relation and rights.grantee <> classes.relowner
    loop
        execute format('revoke all on %s from %s', relation, role);
    end loop;
end
$$;

-- The statements that create a view or materialized view again, with its owner, rights, comments, indexes and triggers.
create function ops.statements_of_view(view_oid oid)
returns text[]
language sql stable
set search_path = pg_catalog
as $$
    select array[
        format(
            'create %s %s%s as %s%s', kind, view_oid::regclass, ' with (' || array_to_string(classes.reloptions, ', ') || ')',
            rtrim(pg_get_viewdef(view_oid), '; '),
            case when classes.relkind = 'm' and not classes.relispopulated then ' with no data' else '' end
        ),
        format('alter %s %s owner to %I', kind, view_oid::regclass, pg_get_userbyid(classes.relowner))
    ]
    || array(select pg_get_indexdef(indexes.indexrelid) from pg_index as indexes where indexes.indrelid = view_oid order by indexes.indexrelid)
    || array(select pg_get_triggerdef(triggers.oid) from pg_trigger as triggers where triggers.tgrelid = view_oid and not triggers.tgisinternal order by triggers.oid)
    || array(
        select case
            when comments.objsubid = 0 then format('comment on %s %s is %L', kind, view_oid::regclass, comments.description)
            else format('comment on column %s.%I is %L', view_oid::regclass, columns.attname, comments.description)
        end
        from pg_description as comments
        left join pg_attribute as columns on columns.attrelid = view_oid and columns.attnum = comments.objsubid
        where comments.classoid = 'pg_class'::regclass and comments.objoid = view_oid
        order by comments.objsubid
    )
    || format('select ops.revoke_defaults(%L)', view_oid::regclass)
    || ops.grants_of(view_oid)
    from pg_class as classes, lateral (select case classes.relkind when 'm' then 'materialized view' else 'view' end as kind) as named
    where classes.oid = view_oid
$$;

-- Before relations are created again: remember what users built on them, and drop the views above them that are not among
-- them, so that relations dropped side by side do not cascade to the same view and deadlock.
-- Rights of the API's roles on the relations themselves are left to what creates the relations.
create function ops.keep_dependents(relations text[])
returns void
language plpgsql
set search_path = pg_catalog
as $$
declare
    given oid[] := array(select to_regclass(name)::oid from unnest(relations) as name where to_regclass(name) is not null);
    foreign_view record;
begin
    create temporary table kept on commit drop as
    select 1 as step, views.depth, case classes.relkind when 'm' then 'materialized view' else 'view' end as kind,
        views.view_oid::regclass::text as relation, '' as name, ops.statements_of_view(views.view_oid) as statements
    from ops.views_above(given) as views join pg_class as classes on views.view_oid = classes.oid
    where views.view_oid <> all (given)
    union all
    select 2, 0, 'index', indexes.indrelid::regclass::text, indexes.indexrelid::regclass::text, array[pg_get_indexdef(indexes.indexrelid)]
    from pg_index as indexes join pg_class as named on indexes.indexrelid = named.oid
    where
        indexes.indrelid = any (given)
        and named.relname !~ '^[0-9a-f]{32}$' -- dbt names its own so
        and not exists (select from pg_constraint as keys where keys.conindid = named.oid and keys.conrelid = indexes.indrelid)
    union all
    select 3, 0, 'foreign key', keys.conrelid::regclass::text, keys.conname,
        array[format('alter table %s add constraint %I %s', keys.conrelid::regclass, keys.conname, pg_get_constraintdef(keys.oid))]
    from pg_constraint as keys
    where keys.contype = 'f' and keys.confrelid = any (given) and keys.conrelid <> all (given) and keys.conparentid = 0
    union all
    select 3, 1, 'constraint', keys.conrelid::regclass::text, keys.conname,
        array[format('alter table %s add constraint %I %s', keys.conrelid::regclass, keys.conname, pg_get_constraintdef(keys.oid))]
    from pg_constraint as keys
    where keys.contype in ('c', 'u', 'x') and keys.conrelid = any (given)
    union all
    select 4, 0, 'policy', classes.oid::regclass::text, policies.policyname, array[format(
        'create policy %I on %s as %s for %s to %s%s%s', policies.policyname, classes.oid::regclass, policies.permissive, policies.cmd,
        (select string_agg(case role when 'public' then role else quote_ident(role) end, ', ') from unnest(policies.roles) as role),
        ' using (' || policies.qual || ')', ' with check (' || policies.with_check || ')'
    )]
    from pg_policies as policies
    join pg_namespace as schemas on policies.schemaname = schemas.nspname
    join pg_class as classes on classes.relnamespace = schemas.oid and policies.tablename = classes.relname
    where classes.oid = any (given) and policies.policyname <> 'everybody_reads'
    union all
    select 4, 0, 'trigger', triggers.tgrelid::regclass::text, triggers.tgname, array[pg_get_triggerdef(triggers.oid)]
    from pg_trigger as triggers
    where triggers.tgrelid = any (given) and not triggers.tgisinternal
    union all
    select 5, 0, 'publication', published.prrelid::regclass::text, publications.pubname,
        array[format('alter publication %I add table %s', publications.pubname, published.prrelid::regclass)]
    from pg_publication_rel as published join pg_publication as publications on published.prpubid = publications.oid
    where published.prrelid = any (given)
    union all
    select 6, 0, 'grants', classes.oid::regclass::text, '', rights.statements
    from pg_class as classes,
        lateral (select ops.grants_of(classes.oid, '{anon,authenticated,service_role,benchsight_tracker}') as statements) as rights
    where classes.oid = any (given) and cardinality(rights.statements) > 0;

    delete from ops.kept_objects as known using pg_temp.kept
    where (known.kind, known.relation, known.name) = (kept.kind, kept.relation, kept.name);
    insert into ops.kept_objects (kind, relation, name, statements)
    select kind, relation, name, statements from pg_temp.kept order by step, depth, relation, name;
    for foreign_view in select kind, relation from pg_temp.kept where step = 1 order by depth desc loop
        execute format('drop %s %s', foreign_view.kind, foreign_view.relation);
    end loop;
    drop table pg_temp.kept;
end
$$;

-- Create again what keep_dependents remembered and is missing; return and keep what fails, with the reason.
create function ops.restore_dependents()
returns table (what text, why text)
language plpgsql
set search_path = pg_catalog
as $$
declare
    known record;
    statement text;
    restored integer := 1;
begin
    while restored > 0 loop -- one may stand on another
        restored := 0;
        for known in select * from ops.kept_objects order by kept_id loop
            begin
                if not (
                    known.kind in ('view', 'materialized view') and to_regclass(known.relation) is not null
                    or known.kind = 'index' and to_regclass(known.name) is not null
                    or exists (
                        select from pg_constraint as keys
                        where known.kind in ('foreign key', 'constraint') and keys.conrelid = to_regclass(known.relation) and keys.conname = known.name
                    )
                    or exists (
                        select from pg_policy as policies
                        where known.kind = 'policy' and policies.polrelid = to_regclass(known.relation) and policies.polname = known.name
                    )
                    or exists (
                        select from pg_trigger as triggers
                        where known.kind = 'trigger' and triggers.tgrelid = to_regclass(known.relation) and triggers.tgname = known.name
                    )
                    or exists (
                        select from pg_publication_rel as published join pg_publication as publications on published.prpubid = publications.oid
                        where known.kind = 'publication' and published.prrelid = to_regclass(known.relation) and publications.pubname = known.name
                    )
                ) then
                    foreach statement in array known.statements loop
                        execute statement;
                    end loop;
                end if;
                delete from ops.kept_objects where kept_id = known.kept_id;
                restored := restored + 1;
            exception when others then
                update ops.kept_objects set problem = sqlerrm where kept_id = known.kept_id;
            end;
        end loop;
    end loop;
    return query
    select concat_ws(' ', objects.kind, nullif(objects.name, ''), case when objects.name <> '' then 'of' end, objects.relation), objects.problem
    from ops.kept_objects as objects
    where objects.problem is not null
    order by objects.kept_id;
end
$$;
