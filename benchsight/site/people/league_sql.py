"""Queries over all players of a season, with the parameters ``season`` and ``kind``; kept by LeagueRows."""

# who is who: for partners and opponents; as in the last game, of which an index knows
PEOPLE = """
    select
        people.player_id, latest.player_name, latest.player_number, latest.position_code, latest.team_id,
        teams.team_name
    from public.dim_player as people
    cross join lateral (
        select players.player_name, players.player_number, players.position_code, players.team_id
        from public.fact_player_game_stats as players
        inner join public.dim_schedule as games on games.game_id = players.game_id
        where
            players.player_id = people.player_id
            and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
        order by players.game_date desc nulls last, players.game_id desc
        limit 1
    ) as latest
    left join public.dim_team as teams on teams.team_id = latest.team_id
"""
SKATERS = """
    select
        players.player_id, players.position_code, players.gp, players.toi_gp, players.rate_toi_seconds,
        players.toi_seconds,
        players.goals, players.assists, players.points, players.pim, players.plus_minus, players.game_winning_goals,
        players.sog, players.shots, players.xg_for, players.hits, players.blocks, players.takeaways, players.game_score,
        players.zone_entries_controlled, players.toi_per_game, players.shooting_pct, players.fo_pct, players.fo_total,
        players.pass_pct, players.pass_attempts, players.cf_pct, players.xg_pct, players.goals_per_60,
        players.points_per_60, players.shots_per_60, players.zone_entry_control_pct, players.zone_exit_control_pct,
        teams.gp as team_gp
    from public.fact_player_season_stats as players
    inner join public.fact_team_season_stats as teams
        on
            teams.season_id is not distinct from players.season_id
            and teams.game_type = players.game_type
            and teams.team_id = players.team_id
    where
        players.season_id is not distinct from %(season)s and players.game_type = %(kind)s
        and players.is_rostered and coalesce(players.position_code, 'F') <> 'G'
"""
GOALIES = """
    select
        goalies.player_id, goalies.gp, goalies.rate_toi_seconds, goalies.saves, goalies.shutouts, goalies.wins,
        goalies.goals_saved_above_expected, goalies.save_pct, goalies.shots_against, goalies.goals_against_average,
        goalies.saves_freeze, goalies.saves_rebound, goalies.saves_played,
        goalies.high_danger_shots_against, goalies.high_danger_goals_against,
        goalies.medium_danger_shots_against, goalies.medium_danger_goals_against,
        goalies.low_danger_shots_against, goalies.low_danger_goals_against,
        goalies.rebound_shots_against, goalies.rebound_goals_against,
        goalies.rush_shots_against, goalies.rush_goals_against,
        goalies.even_strength_shots_against, goalies.even_strength_saves,
        goalies.short_handed_shots_against, goalies.short_handed_saves,
        goalies.power_play_shots_against, goalies.power_play_saves,
        teams.gp as team_gp
    from public.fact_goalie_season_stats as goalies
    inner join public.fact_team_season_stats as teams
        on
            teams.season_id is not distinct from goalies.season_id
            and teams.game_type = goalies.game_type
            and teams.team_id = goalies.team_id
    where
        goalies.season_id is not distinct from %(season)s and goalies.game_type = %(kind)s
        and exists (
            select from public.dim_player as players
            where players.player_id = goalies.player_id and not players.is_placeholder
        )
"""
