-- Games at rest whose published rows are behind what is staged.
select
    cast(inputs.game_id as text) as subject_key,
    case
        when builds.game_id is null then 'tracked, and never built'
        when builds.input_version = 0 then 'its build did not complete'
        else 'changed, and not built since'
    end || '; last change ' || to_char(inputs.changed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' as message,
    jsonb_build_object(
        'changed_at', inputs.changed_at,
        'input_version', inputs.input_version,
        'built_from_version', nullif(builds.input_version, 0),
        'built_at', builds.built_at
    ) as details
from ops.game_inputs as inputs
inner join ops.game_counts as counts on inputs.game_id = counts.game_id
left join ops.game_builds as builds on inputs.game_id = builds.game_id
where
    inputs.changed_at < now() - make_interval(secs => 60 * %(minutes)s)
    and inputs.input_version > coalesce(builds.input_version, 0)
    -- set aside: an alert of its own says why
    and not exists (
        select from ops.game_failures as failures
        where failures.game_id = inputs.game_id and failures.input_version = inputs.input_version
            and failures.kind = 'model'
    )
    and not exists (select from ops.excluded_games as excluded where excluded.game_id = inputs.game_id)
    and (builds.game_id is not null or counts.event_count + counts.shift_count > 0)
