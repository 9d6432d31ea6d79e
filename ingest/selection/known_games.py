"""Games as a source knows them, and the league's games, teams and persons to compare them with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from typing import Any

from psycopg import Cursor

from ingest.contract.checked import CheckedRows
from ingest.contract.work import TableWork
from ingest.parsing.names import LONGEST_CODE, Person, Persons, folded, is_generic, resemble

Rows = Cursor[tuple[Any, ...]]
EVENTS = "staging_events"
SIDES = ("home", "away")
FEWEST_PERSONS = 5
MATCH, NO_MATCH = 0.5, 0.2  # share of a file's persons who belong to the game
NEAR = timedelta(days=1)  # midnight, time zones
MOST_NAMED = 3


class Relation(Enum):
    """The relation of a team of a file to the teams of the game."""

    SAME = auto()
    OTHER = auto()  # another known team
    STRANGE = auto()  # an unknown name, unlike both
    UNSURE = auto()  # no name, or a generic one


@dataclass(frozen=True)
class Game:
    """The teams of a game, each with its spellings (the name first), and its day, according to one source."""

    game_id: int
    teams: Mapping[str, tuple[str, ...]]
    day: date | None = None
    exported: date | None = None

    def __str__(self) -> str:
        """Return home, away and day, as far as they are known."""
        named = " - ".join(self.teams[side][0] if self.teams[side] else "?" for side in SIDES)
        return named if self.day is None else f"{named}, {self.day}"

    @property
    def has_teams(self) -> bool:
        """Whether both teams are known."""
        return all(self.teams[side] for side in SIDES)


def game_from(game_id: int, day: date | None, home: Iterable[str | None], away: Iterable[str | None]) -> Game:
    """Return a game with the spellings of its teams, without missing ones."""
    sides = zip(SIDES, (home, away), strict=True)
    return Game(game_id, {side: tuple(each for each in found if each) for side, found in sides}, day)


def cells_of(rows: CheckedRows, names: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    """Return the cells of these columns, row by row."""
    return zip(*(rows.columns[name] for name in names), strict=True)


class League:
    """What is known beyond one game, queried on demand."""

    def __init__(self, cursor: Rows) -> None:
        self._cursor = cursor
        self._games: list[Game] | None = None
        self._teams: dict[str, set[str]] | None = None

    def games(self) -> list[Game]:
        """Return every game of the schedule."""
        if self._games is None:
            self._cursor.execute(
                "select game_id, game_date, home_team_name, home_team_id, away_team_name, away_team_id"
                " from public.staging_schedule order by game_id"
            )
            self._games = [game_from(row[0], row[1], row[2:4], row[4:6]) for row in self._cursor]
        return self._games

    def spellings(self, team: Iterable[str]) -> set[str]:
        """Return every known spelling of a team; empty for an unknown team."""
        if self._teams is None:
            self._teams = {}
            self._cursor.execute("select team_name, team_id, long_team_name, team_code from public.staging_teams")
            pairs = {game.teams[side] for game in self.games() for side in SIDES}
            for spellings in [*self._cursor, *pairs]:
                known = {each for each in spellings if each}
                for each in known:
                    self._teams.setdefault(folded(each), set()).update(known)
        return set().union(*(self._teams.get(folded(each), set()) for each in team))

    def relation(self, team: tuple[str, ...], game: Game) -> Relation:
        """Return the relation of a team to those of a game."""
        if not team:
            return Relation.UNSURE
        own = {each for side in SIDES for each in game.teams[side]}
        own |= {each for side in SIDES for each in self.spellings(game.teams[side])}
        known = {folded(each) for each in own}
        if any(folded(each) in known for each in team):
            return Relation.SAME
        is_known = bool(self.spellings(team))
        if any(resemble(each, other) for each in team for other in own):
            return Relation.UNSURE if is_known else Relation.SAME
        if is_known:
            return Relation.OTHER
        says_nothing = all(is_generic(each) or len(folded(each)) <= LONGEST_CODE for each in team)
        return Relation.UNSURE if says_nothing else Relation.STRANGE

    def share(self, persons: set[Person], game_id: int) -> float | None:
        """Return the share of persons who belong to a game, by the league's roster or else the tracker's."""
        if len(persons) < FEWEST_PERSONS:
            return None
        self._cursor.execute(
            "select source_kind, player_id, player_name from public.staging_game_rosters where game_id = %s", (game_id,)
        )
        found = self._cursor.fetchall()
        league = [row[1:] for row in found if row[0] == "league"]
        known = league if len(league) >= FEWEST_PERSONS else [row[1:] for row in found]
        ids = sorted({each for each, _ in (*known, *persons) if each is not None})
        self._cursor.execute("select player_id from public.staging_players where player_id = any(%s)", (ids,))
        return Persons(known).share(persons, FEWEST_PERSONS, {folded(each) for (each,) in self._cursor})

    def candidates(self, claim: Game, persons: set[Person]) -> list[Game]:
        """Return other scheduled games that fit a claim: by both teams, nearest by day; else by its persons."""
        others = [game for game in self.games() if game.game_id != claim.game_id]
        if claim.has_teams:
            fitting = [game for game in others if game.has_teams and self._fits(claim, game)]
            if fitting:
                return _nearest(claim, fitting)
        return self._with_persons(others, persons)

    def has_other_events(self, work: Iterable[TableWork], game_id: int) -> bool:
        """Return whether the game has staged events, and few new ones are among them by period, clock and type."""
        columns = ("period", "event_start_seconds", "event_type")
        new = {cells for each in work if each.rows.table.name == EVENTS for cells in cells_of(each.rows, columns)}
        self._cursor.execute(
            "select period, event_start_seconds, event_type from public.staging_events where game_id = %s", (game_id,)
        )
        staged = set(self._cursor.fetchall())
        return bool(staged) and len(new & staged) <= NO_MATCH * len(new)

    def _fits(self, claim: Game, game: Game) -> bool:
        """Return whether both teams are those of the game, at home or away."""
        home, away = ({folded(each) for each in self._all(claim.teams[side])} for side in SIDES)
        first, second = ({folded(each) for each in game.teams[side]} for side in SIDES)
        return bool((home & first and away & second) or (home & second and away & first))

    def _all(self, team: tuple[str, ...]) -> set[str]:
        return self.spellings(team) | set(team)

    def _with_persons(self, others: list[Game], persons: set[Person]) -> list[Game]:
        """Return the games for which most of the persons are listed, by id or name."""
        if len(persons) < FEWEST_PERSONS:
            return []
        self._cursor.execute(
            "select game_id from public.staging_game_rosters where player_id = any(%s) or player_name = any(%s)"
            " group by game_id order by count(*) desc, game_id limit %s",
            ([each for each, _ in persons if each], [name for _, name in persons if name], 2 * MOST_NAMED),
        )
        found = [game_id for (game_id,) in self._cursor.fetchall()]
        shares = {game_id: self.share(persons, game_id) or 0 for game_id in found}
        return [game for game in others if shares.get(game.game_id, 0) >= MATCH][:MOST_NAMED]


def _nearest(claim: Game, games: list[Game]) -> list[Game]:
    """Return the games of the day of the claim or of its export; all games if it has no day."""
    day = claim.day or claim.exported
    near = [game for game in games if day is not None and game.day is not None and abs(game.day - day) <= NEAR]
    return near or games
