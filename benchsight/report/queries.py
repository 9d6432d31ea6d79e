"""What a box score reads of a game: queries with the parameter ``game``."""

HEADER = """
    select
        schedule.game_id, schedule.season, schedule.game_date, schedule.game_type, schedule.decided_in,
        quality.is_complete, quality.toi_reliable, quality.reasons, quality.notes
    from public.dim_schedule as schedule
    inner join public.qa_data_completeness as quality on schedule.game_id = quality.game_id
    where schedule.game_id = %(game)s
"""
TEAMS = """
    select
        teams.team_name, teams.venue, teams.shootout_goals, accuracy.tracked_final_goals as goals, teams.official_goals,
        teams.sog, teams.shots, round(teams.xgf, 2) as xg, teams.power_play_goals, teams.pim, teams.fo_wins, teams.hits,
        teams.blocks, teams.giveaways, teams.takeaways, teams.pass_pct, teams.zone_entries, teams.zone_exits
    from public.fact_team_game_stats as teams
    inner join public.qa_goal_accuracy as accuracy on teams.game_id = accuracy.game_id and teams.venue = accuracy.venue
    where teams.game_id = %(game)s
    order by teams.venue
"""
# Every period of regulation, and what was played beyond; goals are NULL where nothing of the period is tracked.
PERIODS = """
    select
        played.period, sides.venue, played.period > played.regulation_periods as is_overtime,
        case when coverage.event_count > 0 then (
            select cast(count(*) as integer) from transform.int_goals as goals
            where goals.game_id = %(game)s and goals.period = played.period and goals.team_venue = sides.venue
        ) end as goals
    from (
        select numbers.period, schedule.regulation_periods
        from (
            select game_id, coalesce(regulation_periods, 3) as regulation_periods from public.dim_schedule
        ) as schedule
        cross join lateral (
            select generate_series(1, schedule.regulation_periods) as period
            union
            select period from transform.int_period_coverage where game_id = schedule.game_id
        ) as numbers
        where schedule.game_id = %(game)s
    ) as played
    cross join (values ('away'), ('home')) as sides (venue)
    left join transform.int_period_coverage as coverage
        on coverage.game_id = %(game)s and played.period = coverage.period
    order by sides.venue, played.period
"""
# Assists of a goal stand in no published table.
GOALS = """
    select
        goals.period, goals.clock_seconds, teams.team_name, goals.situation, goals.is_empty_net,
        scorers.player_name as scorer, firsts.player_name as primary_assist, seconds.player_name as secondary_assist,
        goals.away_score_before + case goals.team_venue when 'away' then 1 else 0 end as away_score,
        goals.home_score_before + case goals.team_venue when 'home' then 1 else 0 end as home_score
    from transform.int_goals as goals
    inner join public.fact_team_game_stats as teams
        on goals.game_id = teams.game_id and goals.team_venue = teams.venue
    left join public.dim_player as scorers on goals.scorer_id = scorers.player_id
    left join public.dim_player as firsts on goals.primary_assist_id = firsts.player_id
    left join public.dim_player as seconds on goals.secondary_assist_id = seconds.player_id
    where goals.game_id = %(game)s
    order by goals.goal_number
"""
SKATERS = """
    select
        venue, player_number, player_name, position_code, goals, assists, points, plus_minus, sog, shots,
        round(xg_for, 2) as xg, hits, blocks, pim, fo_wins, fo_losses, cf_pct, toi_seconds,
        round(game_score, 2) as game_score
    from public.fact_player_game_stats
    where game_id = %(game)s and not is_goalie
    order by venue, points desc, goals desc, game_score desc nulls last, player_number, player_id
"""
# What a side shot on goal, and where that went, as the test of the same sum counts it.
SHOTS = """
    with teams as (
        select venue, team_name, sog, shots_without_save from public.fact_team_game_stats where game_id = %(game)s
    ),
    goalies as (
        select venue, sum(saves) as saves, sum(goals_against) as goals_against
        from public.fact_goalie_game_stats where game_id = %(game)s group by venue
    ),
    events as (
        select
            venue,
            count(*) filter (where is_goal and is_empty_net) as empty_net_goals,
            count(*) filter (where is_goal and is_empty_net is not true and goalie_id is null) as unknown_goals,
            count(*) filter (where is_goal) - count(*) filter (where is_scoring_shot) as goals_without_shot,
            count(*) filter (where is_shot_on_goal and not is_scoring_shot and goalie_id is null) as unknown_shots,
            count(*) filter (
                where event_type = 'Save' and event_player_1_id is null and not is_shootout
            ) as unknown_saves,
            sum(count(*) filter (where event_type = 'Save')) over () as save_events
        from public.fact_events where game_id = %(game)s group by venue
    )
    select
        teams.venue, teams.team_name, teams.sog,
        cast(goalies.saves + goalies.goals_against as integer) as against_goalies,
        cast(coalesce(ours.empty_net_goals, 0) as integer) as empty_net_goals,
        cast(
            coalesce(ours.unknown_goals, 0)
            + coalesce(case when ours.save_events > 0 then theirs.unknown_saves else ours.unknown_shots end, 0)
            as integer
        ) as at_unknown_goalie,
        cast(coalesce(others.shots_without_save, 0) as integer) as without_save,
        cast(coalesce(ours.goals_without_shot, 0) as integer) as goals_without_shot
    from teams
    inner join teams as others on teams.venue <> others.venue
    left join goalies on others.venue = goalies.venue
    left join events as ours on teams.venue = ours.venue
    left join events as theirs on others.venue = theirs.venue
    order by teams.venue
"""
GOALIES = """
    select
        venue, player_number, player_name, shots_against, saves, goals_against, save_pct,
        round(xg_against, 2) as xg_against,
        round(goals_saved_above_expected, 2) as goals_saved_above_expected, toi_seconds
    from public.fact_goalie_game_stats
    where game_id = %(game)s
    order by venue, toi_seconds desc nulls last, player_id
"""
