"""The box score of a game for its page: the numbers of `benchsight report`, with what links need."""

from benchsight.site.reads.game import Game
from benchsight.web.reader import PageReader, Row

TABLES = ("fact_team_game_stats", "fact_player_game_stats", "fact_goalie_game_stats", "fact_goals", "fact_penalties")

TEAMS = """
    select
        venue, sog, shots, round(xgf, 2) as xgf, power_play_goals, power_play_opportunities, pim, fo_wins, fo_pct, hits,
        blocks, giveaways, takeaways, pass_pct, zone_entries, zone_exits, cf_5v5, ca_5v5, cf_pct_5v5,
        round(xgf_5v5, 2) as xgf_5v5, xg_pct, high_danger_chances
    from public.fact_team_game_stats
    where game_id = %(game)s
"""
SKATERS = """
    select
        player_id, venue, player_number, player_name, position_code, goals, assists, points, plus_minus, sog, shots,
        round(xg_for, 2) as xg_for, hits, blocks, pim, fo_wins, fo_losses, giveaways, takeaways, cf_pct, toi_seconds,
        shift_count, round(game_score, 2) as game_score
    from public.fact_player_game_stats
    where game_id = %(game)s and not is_goalie
    order by venue, points desc, goals desc, game_score desc nulls last, player_number, player_id
"""
GOALIES = """
    select
        player_id, venue, player_number, player_name, decision, shots_against, saves, goals_against, save_pct,
        round(xg_against, 2) as xg_against, round(goals_saved_above_expected, 2) as goals_saved_above_expected,
        high_danger_shots_against, high_danger_saves, rebound_shots_against, longest_save_streak, toi_seconds
    from public.fact_goalie_game_stats
    where game_id = %(game)s
    order by venue, toi_seconds desc nulls last, player_id
"""
GOALS = """
    select
        event_key, goal_number, period, clock_seconds, game_seconds, venue, scorer_id, primary_assist_id,
        secondary_assist_id, goalie_id, situation, strength, is_empty_net, is_penalty_shot, is_game_winner, shot_type,
        home_score, away_score, round(xg, 2) as xg
    from public.fact_goals
    where game_id = %(game)s
    order by goal_number
"""
PENALTIES = """
    select
        event_key, period, clock_seconds, game_seconds, venue, penalised_id, drawn_by_id, event_detail,
        event_detail_2, minutes, is_served, power_play_seconds, power_play_goals
    from public.fact_penalties
    where game_id = %(game)s
    order by event_number
"""
# A goal of a shootout is an attempt and a goal, linked to each other, or one event.
SHOOTOUT = """
    select
        attempts.event_index, attempts.venue, attempts.event_player_1_id as shooter_id,
        attempts.opp_player_1_id as goalie_id, attempts.event_detail,
        attempts.event_detail in ('Goal_Shootout', 'Shootout_Goal') or exists (
            select from public.fact_events as goals
            where
                goals.game_id = %(game)s and goals.event_detail = 'Goal_Shootout'
                and goals.linked_event_index = attempts.linked_event_index
        ) as is_goal
    from public.fact_events as attempts
    where
        attempts.game_id = %(game)s and attempts.is_shootout
        and not (
            attempts.event_detail = 'Goal_Shootout' and exists (
                select from public.fact_events as others
                where
                    others.game_id = %(game)s and others.is_shootout and others.event_detail <> 'Goal_Shootout'
                    and others.linked_event_index = attempts.linked_event_index
            )
        )
    order by attempts.event_index
"""


def read_teams(reader: PageReader, game: Game) -> dict[str, Row]:
    """Return the numbers of both sides by venue, empty if nothing is tracked."""
    return {row["venue"]: row for row in reader.rows(TEAMS, {"game": game.id})}


def read_skaters(reader: PageReader, game: Game) -> list[Row]:
    """Return the skaters of both sides."""
    return reader.rows(SKATERS, {"game": game.id})


def read_goalies(reader: PageReader, game: Game) -> list[Row]:
    """Return the goalies of both sides, the one who played longest first."""
    return reader.rows(GOALIES, {"game": game.id})


def read_goals(reader: PageReader, game: Game) -> list[Row]:
    """Return the goals in order, with `…_player_name` of scorer, assists and goalie, and the score after each."""
    return [_with_names(game, row, "scorer", "primary_assist", "secondary_assist", "goalie")
            for row in reader.rows(GOALS, {"game": game.id})]  # fmt: skip


def read_penalties(reader: PageReader, game: Game) -> list[Row]:
    """Return the penalties in order, with `…_player_name` of who was penalised and who drew it."""
    return [_with_names(game, row, "penalised", "drawn_by") for row in reader.rows(PENALTIES, {"game": game.id})]


def read_shootout(reader: PageReader, game: Game) -> list[Row]:
    """Return the attempts of the shootout in order, with shooter, goalie and whether it scored."""
    return [_with_names(game, row, "shooter", "goalie") for row in reader.rows(SHOOTOUT, {"game": game.id})]


def _with_names(game: Game, row: Row, *roles: str) -> Row:
    side = game.side(row["venue"])
    period = game.period(row.get("period"))
    names = {f"{role}_player_name": game.people.label(row[f"{role}_id"]) for role in roles}
    return row | names | {
        "team_name": side.name if side else None, "team_id": side.team_id if side else None,
        "period_label": period.label if period else None,
    }  # fmt: skip
