-- Counts what agrees with the official results in games that were built since they were counted.
insert into ops.game_agreements as counted (
    game_id, build_id, built_at, equal_count, compared_count, players_without_result
)
select
    builds.game_id,
    builds.build_id,
    builds.built_at,
    goals.equal_count + scorers.equal_count,
    goals.compared_count + scorers.compared_count,
    array(
        select players.venue || ' #' || coalesce(cast(players.player_number as text), '?')
        from public.fact_player_game_stats as players
        where
            players.game_id = builds.game_id
            and players.is_rostered
            and players.toi_seconds > 0
            and exists (
                select from public.staging_official_player_games as results where results.game_id = builds.game_id
            )
            and not exists (
                select from public.staging_official_player_games as results
                where results.game_id = builds.game_id and results.player_id = players.player_id
            )
        order by players.venue desc, players.player_number, players.player_id
    )
from ops.game_builds as builds
left join ops.game_agreements as known on builds.game_id = known.game_id
cross join lateral (
    select
        count(*) filter (where is_equal) as equal_count,
        count(*) filter (where is_comparable) as compared_count
    from public.qa_goal_accuracy
    where game_id = builds.game_id and official_goals is not null
) as goals
cross join lateral (
    select
        count(*) filter (where is_equal) as equal_count,
        count(*) filter (where is_comparable) as compared_count
    from public.qa_scorer_comparison
    where game_id = builds.game_id
) as scorers
where
    builds.input_version > 0
    and (known.build_id, known.built_at) is distinct from (builds.build_id, builds.built_at)
order by builds.game_id
on conflict (game_id) do update set
    build_id = excluded.build_id,
    built_at = excluded.built_at,
    equal_count = excluded.equal_count,
    compared_count = excluded.compared_count,
    players_without_result = excluded.players_without_result
