"""Everything the families count from: the exports with identities, ice, goals and attempts worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .attempts import attempt_rows
from .exports import read_exports
from .frames import records
from .goals import assists_of, goal_rows, goal_table, shots_of_goals
from .ice import event_stints, stints_with_people, with_dead_ice
from .league import LeagueRows, read_league
from .meanings import with_meanings
from .people import People, Teams, event_players, with_credits

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
    paths: pd.DataFrame

    @property
    def games(self) -> list[int]:
        """Ids of the games."""
        return sorted({int(game) for game in self.events["game_id"].unique()})

    def of_type(self, *types: str) -> pd.DataFrame:
        """Events of these types."""
        return self.events[self.events["type"].isin(types)]


def read_world(url: str, games: list[int]) -> World:
    """The games as their export files have them; the database serves the league's rows and names the files."""
    league = read_league(url, games)
    exports = read_exports(Path(source) for source in league.sources)
    people = People(league, exports)
    players = event_players(exports, people)
    events = with_meanings(with_credits(exports.events, players))
    stints = with_dead_ice(stints_with_people(exports.stints, people), events)
    shot_of = shots_of_goals(events)
    placed = event_stints(events, stints, shot_of)
    goals = goal_rows(events, stints, placed, shot_of)
    assists = assists_of(goals, events, players)
    return World(
        league, people.teams, events, players, stints, placed, attempt_rows(events, stints, placed, shot_of),
        goal_table(goals, assists, events), assists, _penalty_lengths(exports.games, league), exports.pucks,
        exports.paths,
    )  # fmt: skip


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
    rows = rows.assign(**{f"is {name}": condition for name, condition in conditions.items()})
    rows = rows[rows[who].notna()].rename(columns={who: "who"})
    grouped = rows.groupby(["game_id", "who"])
    return {name: grouped[f"is {name}"].sum().astype(int) for name in conditions}
