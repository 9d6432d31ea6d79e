"""Queries of a box score, with the parameter ``game``."""

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
# Assists of a goal are in no published table.
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
SHOTS = """
    select
        shots.venue, teams.team_name, shots.sog, shots.saves + shots.goals_against as against_goalies,
        shots.empty_net_goals, shots.at_unknown_goalie, shots.without_save, shots.goals_without_shot
    from public.qa_shots_on_goal as shots
    inner join public.fact_team_game_stats as teams on shots.game_id = teams.game_id and shots.team_id = teams.team_id
    where shots.game_id = %(game)s
    order by shots.venue
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
