-- Folders whose newest loads read rows and changed none; a load belongs to the folder that holds all of its files.
with files as (
    select
        load_id,
        min(source_file) as first_file,
        max(source_file) as last_file,
        max(completed_at) as completed_at,
        sum(rows_read) as rows_read,
        sum(rows_affected) as rows_affected
    from public.load_history
    where status = 'completed' and started_at > now() - make_interval(secs => 3600 * %(hours)s)
    group by load_id
    having sum(rows_read) > 0
),

loads as (
    -- what the first and the last file begin with, up to a slash, all of them begin with
    select *, regexp_replace(left(first_file, (
        select max(n) from generate_series(0, length(first_file)) as n where left(first_file, n) = left(last_file, n)
    )), '[^/]*$', '') as folder
    from files
),

numbered as (
    select *, row_number() over (partition by folder order by completed_at desc) as place from loads
),

streaks as (
    select
        folder,
        coalesce(min(place) filter (where rows_affected > 0) - 1, count(*)) as unchanged_loads,
        max(completed_at) as completed_at,
        max(rows_read) filter (where place = 1) as rows_read
    from numbered
    group by folder
)

select
    folder as subject_key,
    case unchanged_loads when 1 then 'the last load' else 'the last ' || cast(unchanged_loads as text) || ' loads' end
    || ' of ' || folder || ' changed nothing, ' || cast(rows_read as text) || ' rows read' as message,
    jsonb_build_object('unchanged_loads', unchanged_loads, 'rows_read', rows_read, 'loaded_at', completed_at) as details
from streaks
where unchanged_loads > 0 and unchanged_loads >= %(loads)s
