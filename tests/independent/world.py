"""Everything the families count from: the exports with identities, ice, goals and attempts worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from .attempts import attempt_rows
from .exports import OTHER, Exports, read_exports
from .frames import records
from .goals import assists_of, goal_rows, goal_table, shots_of_goals
from .ice import event_stints, stints_with_people, with_dead_ice, without_shootouts
from .league import LeagueRows, read_league
from .meanings import with_meanings
from .people import People, Teams, event_players, with_credits
from .sequence import in_sequence
from .served import goals_at_expiry, served_penalties
from .shootouts import with_own_goals, with_shootouts

Column = "pd.Series[Any]"
Key = tuple[int, str]
Counts = dict[str, "pd.Series[Any]"]
"""Counts by column; a series is indexed by (game_id, player_id or side)."""


@dataclass(frozen=True)
class World:
    """What was tracked in some games, worked out."""

    league: LeagueRows
    teams: Teams
    events: pd.DataFrame
    players: pd.DataFrame
    stints: pd.DataFrame
    placed: dict[str, int]
    attempts: pd.DataFrame
    goals: pd.DataFrame
    assists: dict[str, list[str]]
    penalty_lengths: dict[int, dict[str, int]]
    pucks: pd.DataFrame
    lengths: dict[tuple[int, float], float]
    """Seconds of each period of a game."""
    regulation: dict[int, int]
    """Periods of regulation by game."""

    @property
    def games(self) -> list[int]:
        """Ids of the games."""
        return sorted({int(game) for game in self.events["game_id"].unique()})

    def regulation_of(self, rows: pd.DataFrame) -> "pd.Series[Any]":
        """The last period of regulation of the game of each row."""
        return rows["game_id"].map(self.regulation)

    def is_overtime(self, rows: pd.DataFrame) -> "pd.Series[Any]":
        """Whether each row is of a period after regulation."""
        return rows["period"] > self.regulation_of(rows)

    def second(self, game_id: int, period: float, clock: float) -> float:
        """Playing seconds since the start of the game, from the clock, which counts down."""
        return game_second(self.lengths, game_id, period, clock)

    @cached_property
    def stays(self) -> pd.DataFrame:
        """One row per stint and player on the ice, with what his side sees of it."""
        rows: list[dict[str, Any]] = []
        columns = ["game_id", "number", "period", "seconds", "dead", "is_5v5"]
        for at, stint in self.stints.to_dict("index").items():
            shared = {"stint": at} | {column: stint[column] for column in columns}
            for venue in OTHER:
                keeper = stint[f"{venue}_keeper"]
                own = shared | {"venue": venue, "situation": stint[f"{venue}_situation"]}
                rows += [own | {"player": player, "is_goalie": False} for player in stint[f"{venue}_skaters"]]
                rows += [own | {"player": keeper, "is_goalie": True}] if isinstance(keeper, str) else []
        return pd.DataFrame(rows)

    @cached_property
    def player_stays(self) -> pd.DataFrame:
        """The stays that count in a player's own numbers: of who skated and stood in a net, what he skated."""
        rows = self.stays
        only_in_net = rows.groupby(["game_id", "player"])["is_goalie"].transform("all")
        return rows[~rows["is_goalie"] | only_in_net.astype(bool)]

    def of_type(self, *types: str) -> pd.DataFrame:
        """Events of these types."""
        return self.events[self.events["type"].isin(types)]


def game_second(lengths: Mapping[tuple[int, float], float], game_id: int, period: float, clock: float) -> float:
    """Playing seconds since the start of the game, by the lengths of its periods."""
    before = sum(lengths[game_id, earlier] for earlier in range(1, int(period)))
    return before + lengths[game_id, period] - clock


def read_world(url: str, games: list[int]) -> World:
    """The games as their export files have them; the database serves the league's rows and names the files."""
    league = read_league(url, games)
    exports = read_exports(Path(source) for source in league.sources)
    noted = with_shootouts(with_meanings(exports.events), league.schedule, _regulation(exports, league))
    marks = exports.players[(exports.players[["play_1", "play_2"]] == "EmptyNet").any(axis=1)]
    noted["empty_net_noted"] = (noted["empty_net_noted"] | noted["key"].isin(marks["key"])) & ~noted["shootout"]
    exports = replace(exports, events=in_sequence(with_own_goals(noted, league.schedule)))
    people = People(league, exports)
    players = event_players(exports, people)
    events = with_credits(exports.events, players)
    stints = with_dead_ice(stints_with_people(without_shootouts(exports.stints, exports.events), people), events)
    shot_of = shots_of_goals(events)
    placed = event_stints(events, stints, shot_of)
    lengths, minutes = _period_lengths(exports, league), _penalty_lengths(exports.games, league)
    at_expiry = _at_expiry(events, stints, placed, lengths, minutes)
    goals = goal_rows(events, stints, placed, shot_of, at_expiry)
    assists = assists_of(goals, events, players)
    return World(
        league, people.teams, events, players, stints, placed,
        attempt_rows(events, stints, placed, shot_of, at_expiry), goal_table(goals, assists, events), assists, minutes,
        exports.pucks, lengths, _regulation(exports, league),
    )  # fmt: skip


def _at_expiry(
    events: pd.DataFrame, stints: pd.DataFrame, placed: dict[str, int], lengths: Mapping[tuple[int, float], float],
    minutes: Mapping[int, Mapping[str, int]],
) -> set[str]:  # fmt: skip
    """Keys of the goals that fell in the second in which a penalty was over."""

    def second(game_id: int, period: float, clock: float) -> float:
        return game_second(lengths, game_id, period, clock)

    ice = stints.to_dict("index")
    goals = records(events[events["goal"] & events["clock"].notna() & events["period"].notna()])
    called = served_penalties(records(events[events["type"] == "Penalty"]), minutes, second)
    return goals_at_expiry([goal | {"ice": ice.get(placed.get(goal["key"], -1))} for goal in goals], called, second)


def _period_lengths(exports: Exports, league: LeagueRows) -> dict[tuple[int, float], float]:
    """As the export says, else from the first stint, else the schedule; never shorter than the clock of the stint."""
    stints = exports.stints.groupby(["game_id", "period"])["start"].max().to_dict()
    games = {row["game_id"]: row for row in [*records(league.schedule), *records(exports.games)]}
    regulation = _regulation(exports, league)
    found: dict[tuple[int, float], float] = {}
    for game_id in {int(game) for game in exports.events["game_id"]}:
        row: Mapping[str, Any] = games.get(game_id, {})
        for period in range(1, 7):
            name = f"period_{period}_seconds" if period <= regulation[game_id] else "overtime_seconds"
            first = stints.get((game_id, float(period)), float("nan"))
            scheduled = "period_length_seconds" if period <= regulation[game_id] else "overtime_length_seconds"
            stated = [row.get(name), first, row.get(scheduled), 1200]
            length = next(float(value) for value in stated if value is not None and pd.notna(value))
            found[game_id, float(period)] = max(length, 0.0 if pd.isna(first) else first)
    return found


def _regulation(exports: Exports, league: LeagueRows) -> dict[int, int]:
    """Periods of regulation as the schedule says, else the league's own settings; three where neither does."""
    found = dict.fromkeys((int(game) for game in exports.events["game_id"].unique()), 3)
    of_season = league.seasons.set_index("season_id")["league_id"].to_dict()
    settings = {
        (row["league_id"], row["season_id"]): row["regulation_periods"]
        for row in records(league.settings)
        if pd.notna(row["regulation_periods"])
    }
    for row in records(league.schedule):
        own = (of_season.get(row["season_id"]), row["season_id"])
        for known in (("*", "*"), ("*", own[1]), (own[0], "*"), own):
            found[int(row["game_id"])] = int(settings.get(known, found.get(int(row["game_id"]), 3)))
        if pd.notna(row.get("regulation_periods")):
            found[int(row["game_id"])] = int(row["regulation_periods"])
    return found


def _penalty_lengths(games: pd.DataFrame, league: LeagueRows) -> dict[int, dict[str, int]]:
    """Minutes by class of penalty and game: the export's, else those of the league."""
    seasons = league.seasons.set_index("season_id")["league_id"].to_dict()
    own = {row["game_id"]: row for row in records(games)}
    found = {}
    for row in records(league.schedule):
        minor, major = (3, 6) if seasons.get(row["season_id"]) in ("N", "S") else (2, 5)
        lengths = {"minor": minor, "major": major, "misconduct": 10}
        noted: Mapping[str, Any] = own.get(row["game_id"], {})
        for kind in lengths:
            minutes = noted.get(f"{kind}_penalty_minutes")
            if minutes is not None and pd.notna(minutes):
                lengths[kind] = int(minutes)
        found[int(row["game_id"])] = lengths
    return found


def tally(rows: pd.DataFrame, who: str, conditions: Mapping[str, Any]) -> Counts:
    """Rows that meet each condition (a column of flags, or True for all), by game and ``who``."""
    flags = pd.DataFrame(dict(conditions), index=rows.index)
    known = rows[who].notna()
    keys = [rows.loc[known, name].rename(name) for name in ("game_id", who)]
    return added_up(flags[known], keys)


def added_up(values: pd.DataFrame, keys: "list[pd.Series[Any]]") -> Counts:
    """The sum of each column by two keys."""
    sums = values.astype(float).groupby([key.to_numpy() for key in keys]).sum().astype(int)
    return {str(name): sums[name] for name in sums}
