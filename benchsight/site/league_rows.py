"""Rows of the whole league in a season, kept in memory while they are the current ones.

A player's rank needs everybody's numbers, a list of leaders a season's games: to add them up takes longer than a page
may.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from fastapi import Request, Response

from benchsight.web.pages import Page, frame_of, show
from benchsight.web.reader import PageReader, Row

MOST_SEASONS = 48  # queries kept, of some hundred kilobytes each
Key = tuple[str, str, str | None, str, tuple[tuple[str, Any], ...]]
Make = Callable[[PageReader, "LeagueRows"], Page]


@dataclass
class Shelf:
    """What is kept: rows by version, query, season and kind of games, the least recently used goes first."""

    rows: OrderedDict[Key, list[Row]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)
    reading: dict[Key, Lock] = field(default_factory=dict)

    def get(self, key: Key, read: Callable[[], list[Row]]) -> list[Row]:
        """Return the rows of a key; of equal requests at once, one reads."""
        with self.lock:
            reading = self.reading.setdefault(key, Lock())
        with reading:
            if key not in self.rows:
                found = read()
                with self.lock:
                    self.rows[key] = found
            with self.lock:
                self.rows.move_to_end(key)
                while len(self.rows) > MOST_SEASONS:
                    self.rows.popitem(last=False)
                self.reading.pop(key, None)
                return self.rows[key]


@dataclass(frozen=True)
class LeagueRows:
    """Rows of all players or teams at one version of the tables."""

    shelf: Shelf
    version: str

    def read(self, reader: PageReader, query: str, season: str | None, kind: str, **more: Any) -> list[Row]:
        """Return the rows of a query with the parameters ``season`` and ``kind``; they are shared: never change one."""
        key = (self.version, query, season, kind, tuple(sorted(more.items())))
        return self.shelf.get(key, lambda: reader.rows(query, {"season": season, "kind": kind, **more}))


async def show_with_league(request: Request, tables: Sequence[str], make: Make) -> Response:
    """Return a page as `show` does; ``make`` may read rows of the whole league."""
    frame = frame_of(request)
    versions = await frame.services.versions.read(*(frame.services.contracts[table] for table in tables))
    league = LeagueRows(request.app.state.league_rows, "".join([*tables, *versions]))
    return await show(request, tables, lambda reader: make(reader, league))
