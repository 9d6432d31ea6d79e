-- Files of whose last load more than a share of the rows was rejected.
with rejected as (
    select source_file, load_id, max(id) as id, sum(rows_rejected) as rows_rejected
    from public.load_history
    where rows_rejected > 0 and status = 'completed'
    group by source_file, load_id
),

newest as (
    select * from rejected
    where not exists (
        select from public.load_history as later
        where
            later.source_file = rejected.source_file
            and later.id > rejected.id
            and later.load_id <> rejected.load_id
            and later.status = 'completed'
    )
),

shares as (
    select newest.*, reads.rows_read, round(newest.rows_rejected / reads.rows_read, 4) as share
    from newest
    cross join lateral (
        select cast(sum(history.rows_read) as numeric) as rows_read
        from public.load_history as history
        where history.load_id = newest.load_id and history.source_file = newest.source_file
    ) as reads
    where reads.rows_read > 0
)

select
    source_file as subject_key,
    regexp_replace(source_file, '^.*/', '') || ': ' || cast(rows_rejected as text) || ' of ' || cast(rows_read as text)
    || ' rows rejected (' || cast(round(100 * share, 1) as text) || ' %%)' as message,
    jsonb_build_object(
        'load_id', load_id, 'rows_rejected', rows_rejected, 'rows_read', rows_read, 'share', share
    ) as details
from shares
where rows_rejected >= %(rows)s and share > %(share)s
