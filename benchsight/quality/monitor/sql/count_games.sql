-- Counts the events and shifts of games that changed since they were counted.
insert into ops.game_counts as counted (game_id, input_version, event_count, shift_count, is_ended)
select
    inputs.game_id,
    inputs.input_version,
    (select count(*) from public.staging_events as events where events.game_id = inputs.game_id),
    (select count(*) from public.staging_shifts as shifts where shifts.game_id = inputs.game_id),
    -- a game from a file is whole; one that is tracked live, when its end is noted
    exists (
        select from public.staging_events as events
        where
            events.game_id = inputs.game_id
            and (events.load_id is not null or lower(translate(events.event_type, ' _-', '')) = 'gameend')
    )
from ops.game_inputs as inputs
left join ops.game_counts as known on inputs.game_id = known.game_id
where known.input_version is distinct from inputs.input_version
order by inputs.game_id
on conflict (game_id) do update set
    input_version = excluded.input_version,
    event_count = excluded.event_count,
    shift_count = excluded.shift_count,
    is_ended = excluded.is_ended
