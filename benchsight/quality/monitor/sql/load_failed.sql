-- Files whose last attempt to land failed.
select
    failed.source_file as subject_key,
    -- a message of the reader names the file itself
    case
        when strpos(min(failed.error_message), regexp_replace(failed.source_file, '^.*/', '')) > 0 then ''
        else regexp_replace(failed.source_file, '^.*/', '') || ': '
    end || left(coalesce(min(failed.error_message), 'no message'), 300) as message,
    jsonb_build_object(
        'load_id', failed.load_id, 'failed_at', max(failed.completed_at), 'tables', jsonb_agg(distinct failed.table_name)
    ) as details
from public.load_history as failed
where
    failed.status = 'failed'
    and failed.started_at > now() - make_interval(secs => 86400 * %(days)s)
    and failed.source_file is not null
    and not exists (
        select from public.load_history as later
        where
            later.source_file = failed.source_file
            and later.id > failed.id
            and later.load_id <> failed.load_id
            and later.status in ('completed', 'failed', 'skipped')
    )
group by failed.source_file, failed.load_id
