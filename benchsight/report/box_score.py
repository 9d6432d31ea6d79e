"""Reads the box score of a game from the published tables."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

import psycopg
from psycopg.rows import class_row

from benchsight.errors import BenchSightError

Row = TypeVar("Row")

HEADER = """
    select
        schedule.game_id, schedule.season, schedule.game_date, schedule.game_type, schedule.decided_in,
        quality.is_complete, quality.toi_reliable, quality.reasons, quality.notes
    from public.dim_schedule as schedule
    inner join public.qa_data_completeness as quality on schedule.game_id = quality.game_id
    where schedule.game_id = %s
"""
TEAMS = """
    select
        teams.team_name, teams.venue, teams.first_period_goals, teams.second_period_goals, teams.third_period_goals,
        teams.overtime_goals, teams.shootout_goals, accuracy.tracked_final_goals as goals, teams.official_goals,
        teams.sog, teams.shots, round(teams.xgf, 2) as xg, teams.power_play_goals, teams.pim, teams.fo_wins, teams.hits,
        teams.blocks, teams.giveaways, teams.takeaways, teams.pass_pct, teams.zone_entries, teams.zone_exits
    from public.fact_team_game_stats as teams
    inner join public.qa_goal_accuracy as accuracy on teams.game_id = accuracy.game_id and teams.venue = accuracy.venue
    where teams.game_id = %s
    order by teams.venue
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
    where goals.game_id = %s
    order by goals.goal_number
"""
SKATERS = """
    select
        venue, player_number, player_name, position_code, goals, assists, points, plus_minus, sog, shots,
        round(xg_for, 2) as xg, hits, blocks, pim, fo_wins, fo_losses, cf_pct, toi_seconds,
        round(game_score, 2) as game_score
    from public.fact_player_game_stats
    where game_id = %s and not is_goalie
    order by venue, points desc, goals desc, game_score desc nulls last, player_number, player_id
"""
GOALIES = """
    select
        venue, player_number, player_name, shots_against, saves, goals_against, save_pct,
        round(xg_against, 2) as xg_against,
        round(goals_saved_above_expected, 2) as goals_saved_above_expected, toi_seconds
    from public.fact_goalie_game_stats
    where game_id = %s
    order by venue, toi_seconds desc nulls last, player_id
"""


@dataclass(frozen=True)
class Header:
    """The game as a whole, and whether its tracking is whole."""

    game_id: int
    season: str | None
    game_date: date | None
    game_type: str | None
    decided_in: str | None
    is_complete: bool
    toi_reliable: bool
    reasons: str | None
    notes: str | None


@dataclass(frozen=True)
class Team:
    """A side: goals by period as tracked, a shootout win in the total, and its counts."""

    team_name: str
    venue: str
    first_period_goals: int | None
    second_period_goals: int | None
    third_period_goals: int | None
    overtime_goals: int | None
    shootout_goals: int | None
    goals: int | None
    official_goals: int | None
    sog: int | None
    shots: int | None
    xg: Decimal | None
    power_play_goals: int | None
    pim: int | None
    fo_wins: int | None
    hits: int | None
    blocks: int | None
    giveaways: int | None
    takeaways: int | None
    pass_pct: Decimal | None
    zone_entries: int | None
    zone_exits: int | None


@dataclass(frozen=True)
class Goal:
    """A goal with its assists and the score after it; the clock counts down."""

    period: int
    clock_seconds: int | None
    team_name: str
    situation: str | None
    is_empty_net: bool | None
    scorer: str | None
    primary_assist: str | None
    secondary_assist: str | None
    away_score: int
    home_score: int


@dataclass(frozen=True)
class Skater:
    """A skater's line."""

    venue: str
    player_number: int | None
    player_name: str | None
    position_code: str | None
    goals: int | None
    assists: int | None
    points: int | None
    plus_minus: int | None
    sog: int | None
    shots: int | None
    xg: Decimal | None
    hits: int | None
    blocks: int | None
    pim: int | None
    fo_wins: int | None
    fo_losses: int | None
    cf_pct: Decimal | None
    toi_seconds: int | None
    game_score: Decimal | None


@dataclass(frozen=True)
class Goalie:
    """A goalie's line."""

    venue: str
    player_number: int | None
    player_name: str | None
    shots_against: int | None
    saves: int | None
    goals_against: int | None
    save_pct: Decimal | None
    xg_against: Decimal | None
    goals_saved_above_expected: Decimal | None
    toi_seconds: int | None


@dataclass(frozen=True)
class BoxScore:
    """A game's box score; the away side first, as box scores have it."""

    header: Header
    teams: list[Team]
    goals: list[Goal]
    skaters: list[Skater]
    goalies: list[Goalie]


def read_box_score(connection: psycopg.Connection, game_id: int) -> BoxScore:
    """The box score of a built game. Raises BenchSightError for a game that is not built."""
    _require_built(connection, game_id)

    def read(query: str, kind: type[Row]) -> list[Row]:
        with connection.cursor(row_factory=class_row(kind)) as cursor:
            return cursor.execute(query.encode(), (game_id,)).fetchall()

    headers = read(HEADER, Header)
    return BoxScore(headers[0], read(TEAMS, Team), read(GOALS, Goal), read(SKATERS, Skater), read(GOALIES, Goalie))


def _require_built(connection: psycopg.Connection, game_id: int) -> None:
    row = connection.execute("select to_regclass('public.qa_data_completeness') is not null").fetchone()
    if row is None or not row[0]:
        raise BenchSightError("nothing is built yet: run `benchsight build`")
    found = connection.execute("select 1 from public.qa_data_completeness where game_id = %s", (game_id,)).fetchone()
    if found is None:
        raise BenchSightError(f"game {game_id} is not built: load its export, then run `benchsight build`")
