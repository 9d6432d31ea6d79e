"""What loading should do, on dicts: staged events, players of events, shifts and seasons of two tiny games."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Key = tuple[int, int]
Content = dict[str, Any]
Rows = dict[Any, Content]

EVENT_COLUMNS = ("event_type", "event_detail", "event_start_seconds", "event_team")
SEASON_COLUMNS = ("season", "session")
PLAYERS_OF_EVENT = 2


@dataclass(frozen=True)
class FileRow:
    """A row of a CSV: its key, the cells of the file's columns, and whether one of them breaks the contract."""

    key: Any
    cells: Content
    is_bad: bool = False


@dataclass(frozen=True)
class Export:
    """A tracker's export of a game: its events and shifts by index."""

    game: int
    events: dict[int, Content]
    shifts: dict[int, Content]


@dataclass
class Counts:
    """What load_history says of one table of a file."""

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    rejected: int = 0


Result = dict[str, Counts] | None
"""Counts by table; None for a file of which nothing lands."""


@dataclass
class Model:
    """The staged rows as loading should leave them."""

    events: Rows = field(default_factory=dict)
    players: Rows = field(default_factory=dict)
    shifts: Rows = field(default_factory=dict)
    seasons: Rows = field(default_factory=dict)

    def load_events(
        self, rows: Sequence[FileRow], operation: str, games: Collection[int] = (), strict: bool = False,
        exported: Collection[int] = (),
    ) -> Result:  # fmt: skip
        """A CSV of events; ``exported`` are the games whose export is loaded in the same call."""
        rows = [row for row in rows if not games or row.key[0] in games]
        good, counts = _checked(rows, operation, self.events, lambda row: row.key[0] in exported)
        if not rows or (strict and counts.rejected):
            return None
        scope = {row.key[0] for row in good} if operation == "replace" else set()
        tables = {"staging_events": counts}
        if scope:
            self._remove(
                self.players, lambda key: key[0] in scope, tables.setdefault("staging_event_players", Counts())
            )
        kept = {row.key for row in good}
        self._remove(self.events, lambda key: key[0] in scope and key not in kept, counts)
        for row in good:
            _write(self.events, row.key, row.cells, EVENT_COLUMNS, operation, counts)
        self._drop_orphans()
        return tables

    def load_seasons(
        self, rows: Sequence[FileRow], operation: str, games: Collection[int] = (), strict: bool = False
    ) -> Result:
        """A CSV of seasons, which belong to no game."""
        good, counts = _checked(rows, operation, self.seasons, lambda row: False)
        if games or (strict and counts.rejected):
            return None
        if operation == "replace" and good:
            kept = {row.key for row in good}
            self._remove(self.seasons, lambda key: key not in kept, counts)
        for row in good:
            _write(self.seasons, row.key, row.cells, SEASON_COLUMNS, operation, counts)
        return {"staging_seasons": counts}

    def load_export(self, export: Export, operation: str, games: Collection[int] = ()) -> Result:
        """An export stands for its game as a whole, or is appended to nothing."""
        game = export.game
        if games and game not in games:
            return None
        if operation == "append" and any(key[0] == game for key in (*self.events, *self.shifts)):
            return None
        places = range(1, PLAYERS_OF_EVENT + 1)
        new: dict[str, Rows] = {
            "events": {(game, index): content for index, content in export.events.items()},
            "players": {(game, index, place): {} for index in export.events for place in places},
            "shifts": {(game, index): content for index, content in export.shifts.items()},
        }
        names = {"events": "staging_events", "players": "staging_event_players", "shifts": "staging_shifts"}
        return {names[name]: self._replace(getattr(self, name), game, rows) for name, rows in new.items()}

    def delete_game(self, game: int) -> None:
        """Nothing of the game stays staged."""
        for rows in self._of_games():
            self._remove(rows, lambda key: key[0] == game, Counts())

    def game(self, game: int) -> "Model":
        """What is staged of a game now, to come back to it."""
        parts = ({key: dict(row) for key, row in rows.items() if key[0] == game} for rows in self._of_games())
        return Model(*parts)

    def bring_back(self, game: int, then: "Model") -> None:
        """The game is as it was then."""
        self.delete_game(game)
        for rows, old in zip(self._of_games(), then._of_games(), strict=True):
            rows.update({key: dict(row) for key, row in old.items()})

    def _of_games(self) -> tuple[Rows, Rows, Rows]:
        return self.events, self.players, self.shifts

    def _replace(self, rows: Rows, game: int, new: Rows) -> Counts:
        counts = Counts(read=len(new))
        self._remove(rows, lambda key: key[0] == game and key not in new, counts)
        for key, content in new.items():
            _write(rows, key, content, tuple(content), "replace", counts)
        return counts

    @staticmethod
    def _remove(rows: Rows, goes: Callable[[Any], bool], counts: Counts) -> None:
        for key in [key for key in rows if goes(key)]:
            del rows[key]
            counts.deleted += 1

    def _drop_orphans(self) -> None:
        self._remove(self.players, lambda key: key[:2] not in self.events, Counts())


def _checked(
    rows: Iterable[FileRow], operation: str, present: Rows, is_left: Callable[[FileRow], bool]
) -> tuple[list[FileRow], Counts]:
    """The rows that land, and the counts of the others: bad, doubled, there already, left to an export."""
    good: dict[Any, FileRow] = {}
    counts = Counts()
    for row in rows:
        counts.read += 1
        if row.is_bad or row.key in good:
            counts.rejected += 1
        else:
            good[row.key] = row
    for row in list(good.values()):
        if is_left(row):
            counts.unchanged += 1
            del good[row.key]
        elif operation == "append" and row.key in present:
            counts.rejected += 1
            del good[row.key]
    return list(good.values()), counts


def _write(rows: Rows, key: Any, cells: Content, columns: Sequence[str], operation: str, counts: Counts) -> None:
    """Bring one row in; merge keeps what the file does not mention."""
    old = rows.get(key)
    blank = dict.fromkeys(columns)
    new = {**blank, **(old if operation == "merge" and old is not None else {}), **cells}
    if old is None:
        counts.inserted += 1
    elif old != new:
        counts.updated += 1
    else:
        counts.unchanged += 1
    rows[key] = new
