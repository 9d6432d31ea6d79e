-- Parts of the project whose last build failed, and failed builds that left games behind.
with left_behind as (
    select builds.build_id, array_agg(builds.game_id order by builds.game_id) as games
    from ops.game_builds as builds
    where builds.input_version = 0
    group by builds.build_id
),

failed as (
    select runs.*, left_behind.games
    from ops.build_runs as runs
    left join left_behind on runs.build_id = left_behind.build_id
    where
        runs.status = 'failed'
        and (
            left_behind.build_id is not null
            or not exists (
                select from ops.build_runs as later
                where
                    later.selection is not distinct from runs.selection
                    and later.build_id > runs.build_id
                    and later.status <> 'running'
            )
        )
        -- all of it was built since
        and not exists (
            select from ops.build_runs as later
            where later.selection = 'everything' and later.build_id > runs.build_id and later.status = 'completed'
        )
),

newest as (
    select distinct on (selection) * from failed order by selection, build_id desc
)

select
    coalesce(selection, '') as subject_key,
    'build ' || cast(build_id as text) || case when models_built then ' failed in its tests' else ' failed' end
    || coalesce(': ' || split_part(error_message, E'\n', 1), '') as message,
    jsonb_build_object(
        'build_id', build_id, 'failed_at', completed_at, 'games', game_count, 'games_left', coalesce(games, array[]::integer[])
    ) as details
from newest
