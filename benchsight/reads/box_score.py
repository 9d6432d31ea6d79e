"""Reads the box score of a game from the published tables."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

import psycopg
from psycopg.rows import class_row

from benchsight.errors import BenchSightError
from benchsight.reads.box_score_sql import GOALIES, GOALS, HEADER, PERIODS, SHOTS, SKATERS, TEAMS

Row = TypeVar("Row")


class NotBuilt(BenchSightError):
    """Nothing is built of a game that was asked for."""


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
    """A side: goals as tracked, a shootout win in the total, and its counts."""

    team_name: str
    venue: str
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
class Period:
    """A period of a side; goals are None where nothing of the period is tracked."""

    period: int
    venue: str
    is_overtime: bool
    goals: int | None


@dataclass(frozen=True)
class ShotsOnGoal:
    """The shots on goal of a side: at goalies of the other side, or why at none of them.

    ``goals_without_shot`` are in the goals against of the goalies, and no shots of the team.
    """

    venue: str
    team_name: str
    sog: int | None
    against_goalies: int | None
    empty_net_goals: int
    at_unknown_goalie: int
    without_save: int
    goals_without_shot: int


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
    periods: list[Period]
    goals: list[Goal]
    skaters: list[Skater]
    goalies: list[Goalie]
    shots_on_goal: list[ShotsOnGoal]


def read_box_score(connection: psycopg.Connection, game_id: int) -> BoxScore:
    """Return the box score of a built game. Raises NotBuilt for a game that is not built."""
    _require_built(connection, game_id)

    def read(query: str, kind: type[Row]) -> list[Row]:
        with connection.cursor(row_factory=class_row(kind)) as cursor:
            return cursor.execute(query.encode(), {"game": game_id}).fetchall()

    return BoxScore(
        read(HEADER, Header)[0], read(TEAMS, Team), read(PERIODS, Period), read(GOALS, Goal), read(SKATERS, Skater),
        read(GOALIES, Goalie), read(SHOTS, ShotsOnGoal),
    )  # fmt: skip


def _require_built(connection: psycopg.Connection, game_id: int) -> None:
    row = connection.execute("select to_regclass('public.qa_data_completeness') is not null").fetchone()
    if row is None or not row[0]:
        raise NotBuilt("nothing is built yet: run `benchsight build`")
    found = connection.execute("select 1 from public.qa_data_completeness where game_id = %s", (game_id,)).fetchone()
    if found is None:
        raise NotBuilt(
            f"game {game_id} is not built: `benchsight games` lists those there are; load its export, then run "
            "`benchsight build`"
        )
