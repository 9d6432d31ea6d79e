"""Reads the agreement of published and official numbers: per statistic, per game, and each disagreement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

import psycopg
from psycopg.rows import class_row

from benchsight.errors import BenchSightError

Row = TypeVar("Row")

# In the order of a box score; what is not named here comes last.
STAT_ORDER = [
    "team goals", "goals", "assists", "pim", "sog", "plus_minus", "hits", "blocks", "giveaways", "takeaways",
    "faceoff_pct", "toi_seconds", "shift_count", "shots_against", "saves", "goals_against",
]  # fmt: skip
# Goals of a team count once a side; the other statistics once a player.
COMPARED = """
    with compared as (
        select
            game_id,
            'team goals' as stat,
            team_id,
            venue,
            cast(null as text) as player_id,
            cast(null as integer) as player_number,
            cast(tracked_final_goals as numeric) as tracked,
            cast(official_goals as numeric) as official,
            is_comparable,
            is_equal,
            nullif(reason, '') as reason
        from public.qa_goal_accuracy
        where official_goals is not null
        union all
        select
            game_id,
            stat,
            team_id,
            venue,
            player_id,
            player_number,
            tracked_value,
            official_value,
            is_comparable,
            is_equal,
            nullif(reason, '')
        from public.qa_scorer_comparison
    ),
    chosen as (
        select *, array_position(%(stat_order)s::text[], stat) as stat_order
        from compared
        where %(games)s::integer[] is null or game_id = any(%(games)s)
    )
"""
STATS = """
    select
        stat,
        count(*) filter (where is_equal) as equal,
        count(*) filter (where is_comparable) as compared,
        count(*) filter (where not is_comparable) as not_comparable
    from chosen
    group by stat, stat_order
    order by stat_order, stat
"""
GAMES = """
    select
        chosen.game_id,
        min(schedule.game_date) as game_date,
        string_agg(number_text, '-' order by chosen.venue desc) filter (where stat = 'team goals') as tracked_score,
        string_agg(cast(official as text), '-' order by chosen.venue desc) filter (where stat = 'team goals')
            as official_score,
        count(*) filter (where is_equal) as equal,
        count(*) filter (where is_comparable) as compared,
        count(*) filter (where not is_comparable) as not_comparable
    from (select *, cast(tracked as text) as number_text from chosen) as chosen
    left join public.dim_schedule as schedule on chosen.game_id = schedule.game_id
    group by chosen.game_id
    order by chosen.game_id
"""
DISAGREEMENTS = """
    select
        chosen.game_id, chosen.stat, chosen.venue, teams.team_name, chosen.player_id, players.player_name,
        chosen.player_number, chosen.tracked, chosen.official, chosen.reason
    from chosen
    left join public.dim_team as teams on chosen.team_id = teams.team_id
    left join public.dim_player as players on chosen.player_id = players.player_id
    where chosen.is_comparable and not chosen.is_equal
    order by chosen.game_id, chosen.stat_order, chosen.stat, chosen.venue desc, chosen.player_number, chosen.player_id
"""
OBSTACLES = """
    select reason, array_agg(distinct game_id order by game_id) as games, count(*) as values_left_out
    from chosen
    where not is_comparable
    group by reason
    order by values_left_out desc, reason
"""
NOT_CHECKED = """
    select
        (select count(*) from ops.game_inputs as inputs
         left join ops.game_builds as builds on inputs.game_id = builds.game_id
         where (builds.game_id is not null and builds.input_version < inputs.input_version)
            or (builds.game_id is null and (
                exists (select from public.staging_events as events where events.game_id = inputs.game_id)
                or exists (select from public.staging_shifts as shifts where shifts.game_id = inputs.game_id)))) as due,
        (select count(*) from public.fact_team_game_stats where venue = 'home' and official_goals is null) as unofficial
"""


@dataclass(frozen=True)
class Stat:
    """The agreement of a statistic: values that agree, of those that can be compared."""

    stat: str
    equal: int
    compared: int
    not_comparable: int


@dataclass(frozen=True)
class GameAgreement:
    """The agreement of a game; scores are home-away, NULL if the league has none."""

    game_id: int
    game_date: object
    tracked_score: str | None
    official_score: str | None
    equal: int
    compared: int
    not_comparable: int


@dataclass(frozen=True)
class Disagreement:
    """A value that differs from the official one; ``player_id`` is None for a team's."""

    game_id: int
    stat: str
    venue: str
    team_name: str | None
    player_id: str | None
    player_name: str | None
    player_number: int | None
    tracked: Decimal | None
    official: Decimal | None
    reason: str | None


@dataclass(frozen=True)
class Obstacle:
    """A reason why values cannot be compared, and the games that have it."""

    reason: str | None
    games: list[int]
    values_left_out: int


@dataclass
class Verification:
    """Agreement of the published numbers with the official results; ``due`` games are staged, not built."""

    stats: list[Stat] = field(default_factory=list)
    games: list[GameAgreement] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    due: int = 0
    unofficial: int = 0

    @property
    def unexplained(self) -> list[Disagreement]:
        """Disagreements whose reason is not known."""
        return [disagreement for disagreement in self.disagreements if disagreement.reason is None]


def verify(connection: psycopg.Connection, games: Sequence[int] = ()) -> Verification:
    """Compare what is published of these games (default: of all) with the official results.

    Raises BenchSightError if nothing is built yet, or if one of the games is not.
    """
    _require_built(connection, games)
    parameters = {"games": list(games) or None, "stat_order": STAT_ORDER}

    def read(query: str, kind: type[Row]) -> list[Row]:
        with connection.cursor(row_factory=class_row(kind)) as cursor:
            return cursor.execute((COMPARED + query).encode(), parameters).fetchall()

    verification = Verification(
        read(STATS, Stat), read(GAMES, GameAgreement), read(DISAGREEMENTS, Disagreement), read(OBSTACLES, Obstacle)
    )
    row = connection.execute(NOT_CHECKED).fetchone()
    assert row is not None
    verification.due, verification.unofficial = row
    return verification


def _require_built(connection: psycopg.Connection, games: Sequence[int]) -> None:
    row = connection.execute("select to_regclass('public.qa_scorer_comparison') is not null").fetchone()
    if row is None or not row[0]:
        raise BenchSightError("nothing is built yet: run `benchsight build`")
    found = connection.execute(
        "select game_id from public.fact_team_game_stats where game_id = any(%s)", (list(games),)
    ).fetchall()
    missing = sorted(set(games) - {row[0] for row in found})
    if missing:
        raise BenchSightError(f"game {', '.join(map(str, missing))} is not built: run `benchsight build`")
