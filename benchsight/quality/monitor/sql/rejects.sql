-- Files of whose last load more than a share of the rows was rejected.
with recursive files as (
    -- from one file with rejects to the next by the index: a file is in load_history once a load and table
    (select source_file from public.load_history where rows_rejected > 0 order by source_file limit 1)
    union all
    select (
        select min(history.source_file) from public.load_history as history
        where history.rows_rejected > 0 and history.source_file > files.source_file
    )
    from files
    where files.source_file is not null
),

newest as (
    select files.source_file, loads.load_id
    from files
    cross join lateral (
        select history.load_id from public.load_history as history
        where history.source_file = files.source_file and history.status = 'completed'
        order by history.id desc
        limit 1
    ) as loads
),

shares as (
    select newest.*, sums.rows_rejected, sums.rows_read, round(sums.rows_rejected / sums.rows_read, 4) as share
    from newest
    cross join lateral (
        select
            cast(sum(history.rows_rejected) as numeric) as rows_rejected,
            cast(sum(history.rows_read) as numeric) as rows_read
        from public.load_history as history
        where history.load_id = newest.load_id and history.source_file = newest.source_file
    ) as sums
    where sums.rows_read > 0
)

select
    source_file as subject_key,
    regexp_replace(source_file, '^.*/', '') || ': ' || cast(rows_rejected as text) || ' of ' || cast(rows_read as text)
    || ' rows rejected (' || cast(round(100 * share, 1) as text) || ' %%)' as message,
    jsonb_build_object(
        'load_id', load_id, 'rows_rejected', rows_rejected, 'rows_read', rows_read, 'share', share
    ) as details
from shares
where rows_rejected > 0 and rows_rejected >= %(rows)s and share > %(share)s
