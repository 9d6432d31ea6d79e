"""Player projections and game outcomes, from what is published now; computed when asked for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import psycopg

from benchsight.errors import BenchSightError
from benchsight.fitting.elo import Chance, OutcomeError, Result, Team, outcome, outcome_error, rate
from benchsight.fitting.rates import Counted, Prior, Projection, RateError, fit_prior, project, rate_error, rate_of

STATS = ("goals", "assists", "points")
SEASON_WEIGHT = 0.5  # of a game one season back; 0.25 of one two seasons back
HELD_BACK = 0.3
# Games of each player by season and by whether they are held back; games without counts are unknown, not 0.
PLAYER_GAMES = """
    with games as (
        select
            game_id, game_date,
            row_number() over (order by game_date, game_id) > %s * count(*) over () as is_later
        from (select distinct game_id, game_date from public.fact_player_game_stats) as played
    )
    select
        stats.player_id, coalesce(stats.season_id, ''), games.is_later, min(games.game_date),
        mode() within group (order by stats.position_code), count(*),
        sum(stats.goals), sum(stats.assists), sum(stats.points)
    from public.fact_player_game_stats as stats
    join games on stats.game_id = games.game_id
    where
        not coalesce(stats.is_goalie, false)
        and stats.goals is not null and stats.assists is not null and stats.points is not null
    group by 1, 2, 3
"""
RESULTS = """
    select season_id, home_team_id, away_team_id, home_goals, away_goals
    from public.dim_schedule
    where
        is_played and home_goals is not null and away_goals is not null
        and home_team_id is not null and away_team_id is not null
    order by game_date, game_time nulls first, game_id
"""


class NotKnown(BenchSightError):
    """The league has no such player or team."""


@dataclass(frozen=True)
class PlayerGames:
    """Games of a player in one season; those that ``is_later`` are held back when the model is judged."""

    player_id: str
    season: str
    is_later: bool
    first: date | None
    position: str | None
    games: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class StatProjection:
    """Projection of one statistic; None where there is too little data."""

    stat: str
    rate_per_game: float | None
    prior_mean: float | None
    prior_games: float | None
    projection: Projection | None
    error: RateError | None


@dataclass(frozen=True)
class PlayerProjection:
    """Projection of a player; ``games`` are his, in ``games_weighted`` those of earlier seasons count less."""

    player_id: str
    position_group: str | None
    next_games: int
    games: int
    games_weighted: float
    note: str | None
    stats: list[StatProjection]


@dataclass(frozen=True)
class GameOutcome:
    """Chance that the home team wins; None where a team has not played."""

    home_team_id: str
    away_team_id: str
    home: Team | None
    away: Team | None
    home_win: Chance | None
    games: int
    note: str | None
    error: OutcomeError | None


def read_projection(connection: psycopg.Connection, player_id: str, next_games: int) -> PlayerProjection:
    """Project a player. Raises NotKnown."""
    if connection.execute("select from public.dim_player where player_id = %s", (player_id,)).fetchone() is None:
        raise NotKnown(f"no player has the player_id {player_id!r}: GET /api/v2/players lists them")
    found = connection.execute(PLAYER_GAMES, (1 - HELD_BACK,))
    rows = [
        PlayerGames(player, season, is_later, first, position, games, dict(zip(STATS, counts, strict=True)))
        for player, season, is_later, first, position, games, *counts in found
    ]
    return player_projection(rows, player_id, next_games)


def player_projection(rows: Sequence[PlayerGames], player_id: str, next_games: int) -> PlayerProjection:
    """Project a player from the games of all."""
    groups = _groups(rows)
    group = groups.get(player_id)
    games = sum(row.games for row in rows if row.player_id == player_id)
    if group is None:
        return PlayerProjection(player_id, None, next_games, 0, 0.0, "no games as a skater are counted", _unknown())
    alike = [row for row in rows if groups[row.player_id] == group]
    stats = [_stat(alike, player_id, stat, next_games) for stat in STATS]
    weighted = _counted(alike, STATS[0])[player_id].games
    note = "too few players of the position for a prior" if stats[0].projection is None else None
    return PlayerProjection(player_id, group, next_games, games, weighted, note, stats)


def read_outcome(connection: psycopg.Connection, home_team_id: str, away_team_id: str) -> GameOutcome:
    """Predict a game of two teams. Raises NotKnown."""
    for team_id in (home_team_id, away_team_id):
        if connection.execute("select from public.dim_team where team_id = %s", (team_id,)).fetchone() is None:
            raise NotKnown(f"no team has the team_id {team_id!r}: GET /api/v2/teams lists them")
    return game_outcome([Result(*row) for row in connection.execute(RESULTS)], home_team_id, away_team_id)


def game_outcome(results: Sequence[Result], home_team_id: str, away_team_id: str) -> GameOutcome:
    """Predict a game from all results, in the order of play."""
    teams, chances = rate(results)
    home, away = teams.get(home_team_id), teams.get(away_team_id)
    error = outcome_error(results, chances)
    if home is None or away is None:
        note = "a team has no result yet"
        return GameOutcome(home_team_id, away_team_id, home, away, None, len(results), note, error)
    too_few = None if error else "too few games to state the error"
    return GameOutcome(home_team_id, away_team_id, home, away, outcome(home, away), len(results), too_few, error)


def _stat(rows: Sequence[PlayerGames], player_id: str, stat: str, next_games: int) -> StatProjection:
    counted = _counted(rows, stat)
    prior = fit_prior(list(counted.values()))
    if prior is None:
        return StatProjection(stat, None, None, None, None, None)
    player = counted[player_id]
    return StatProjection(
        stat, rate_of(player, prior), prior.mean, prior.weight, project(player, prior, next_games), _error(rows, stat)
    )


def _error(rows: Sequence[PlayerGames], stat: str) -> RateError | None:
    """Return the error in later games of the model that the earlier games alone give."""
    earlier = _counted([row for row in rows if not row.is_later], stat)
    prior: Prior | None = fit_prior(list(earlier.values()))
    later: dict[str, Counted] = {}
    for row in rows:
        if row.is_later:
            before = later.get(row.player_id, Counted(0, 0))
            later[row.player_id] = Counted(before.games + row.games, before.count + row.counts[stat])
    return rate_error(earlier, later, prior)


def _counted(rows: Sequence[PlayerGames], stat: str) -> dict[str, Counted]:
    """Return games and counts by player, a game of an earlier season with its weight."""
    starts: dict[str, date] = {}
    for row in rows:
        first = row.first or date.min
        starts[row.season] = min(first, starts.get(row.season, first))
    age = {
        season: years for years, season in enumerate(sorted(starts, key=lambda season: starts[season], reverse=True))
    }
    games: dict[str, float] = defaultdict(float)
    counts: dict[str, float] = defaultdict(float)
    for row in rows:
        weight = SEASON_WEIGHT ** age[row.season]
        games[row.player_id] += weight * row.games
        counts[row.player_id] += weight * row.counts[stat]
    return {player: Counted(games[player], counts[player]) for player in games}


def _groups(rows: Sequence[PlayerGames]) -> dict[str, str]:
    """Return D, F or unknown by player: where he played most games."""
    games: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        group = "unknown" if row.position is None else "D" if row.position == "D" else "F"
        games[row.player_id][group] += row.games
    return {player: max(sorted(of), key=of.__getitem__) for player, of in games.items()}


def _unknown() -> list[StatProjection]:
    return [StatProjection(stat, None, None, None, None, None) for stat in STATS]
