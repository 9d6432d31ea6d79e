-- Work that could be taken for a while, and is not; one subject, since one worker would take all of it.
select
    'pending' as subject_key,
    cast(count(*) as text) || case count(*) when 1 then ' request waits' else ' requests wait' end || ', the oldest since '
    || to_char(min(greatest(requested_at, not_before)) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' as message,
    jsonb_build_object(
        'requests', count(*),
        'oldest_at', min(greatest(requested_at, not_before)),
        'games', (array_agg(game_id order by requested_at) filter (where game_id is not null))[1:20]
    ) as details
from public.etl_queue
where status = 'pending' and greatest(requested_at, not_before) < now() - make_interval(secs => 60 * %(minutes)s)
having count(*) > 0
