-- Work that is being processed, and whose worker gives no sign of life.
select
    cast(id as text) as subject_key,
    operation || coalesce(' of game ' || cast(game_id as text), '') || ': no word of worker '
    || coalesce(claimed_by, 'unknown') || ' since '
    || to_char(coalesce(heartbeat_at, started_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' as message,
    jsonb_build_object(
        'game_id', game_id, 'claimed_by', claimed_by, 'heartbeat_at', heartbeat_at, 'lease_expires_at', lease_expires_at
    ) as details
from public.etl_queue
where
    status = 'processing'
    and coalesce(heartbeat_at, started_at) < now() - make_interval(secs => 60 * %(minutes)s)
    and lease_expires_at < now()
