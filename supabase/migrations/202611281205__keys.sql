-- Keys of the tables that dbt makes: declared as constraints of the models, added here at the end of a run where they are
-- missing (one join then checks a table; keys that are there from the beginning would check every row by itself).

-- keys: [{"table": "public.fact", "columns": ["player_id"], "parent": "public.dim"}]; without a parent a primary key.
-- Returns what could not be added, each with its reason; tables that are not there are passed over.
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
comment on function ops.add_keys is 'Called at the end of a dbt run: adds the declared keys that tables lack; what the rows do not allow is returned and tried again by the next run.';

-- Rows of dimensions that a build no longer yields. Facts may still point to them until they are built in their turn, so they
-- are removed last.
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
comment on function ops.remove_gone_rows is 'Called at the end of a build.';

-- What the models say of a table and its columns, as comments; only those that differ are written.
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
comment on function ops.describe is 'Called by dbt for what it has just made.';

revoke execute on function
    ops.set_access, ops.publish, ops.add_keys, ops.remove_gone_rows, ops.describe
from public;
